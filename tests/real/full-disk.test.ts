import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { MachineWanted } from '@paddock/host-api'
import { layerOfVolume } from '@paddock/model'
import { type MachineRoom, machineRoom, newDisk, newLayer, newVolume } from './support/machine-room.ts'
import { writingGuest, writtenByte, writtenFromBytes } from './support/writing-guest.ts'

const MiB = 1024 * 1024
/** So much the guest writes in all. */
const untilBytes = 20 * MiB

const io = (file: string, command: string) => execFileSync('qemu-io', ['-f', 'qcow2', '-c', command, file])
const untold = { instant: async () => {}, signal: new AbortController().signal }

/** Takes all room but `leftMiB` of the room's file system, until it is called again with more. */
function leave(room: MachineRoom, leftMiB: number): void {
  const ballast = join(room.folder, 'ballast')
  for (const file of [ballast, join(room.folder, 'filling')]) rmSync(file, { force: true })
  const { bavail, bsize } = statfsSync(room.folder)
  const bytes = bavail * bsize - leftMiB * MiB
  if (bytes > 0) writeFileSync(ballast, Buffer.alloc(bytes))
}

/** Takes what little room is left besides. */
function fill(room: MachineRoom): void {
  writeFileSync(join(room.folder, 'filling'), Buffer.alloc(freeBytes(room)))
}

const freeBytes = (room: MachineRoom): number => {
  const { bavail, bsize } = statfsSync(room.folder)
  return bavail * bsize
}

async function writingMachine(room: MachineRoom): Promise<{ machine: MachineWanted; file: string }> {
  const machine = await room.machine({ memoryMiB: 32 }, { from: null })
  const [top] = await room.volumes.chain(machine.disks[0]?.volume ?? assert.fail())
  const file = top?.file ?? assert.fail()
  const sector = join(room.folder, 'sector')
  writeFileSync(sector, writingGuest({ untilBytes }))
  io(file, `write -s ${sector} 0 512`)
  return { machine, file }
}

async function withNewTop(room: MachineRoom, machine: MachineWanted): Promise<MachineWanted> {
  const disks = machine.disks.map(disk => ({ ...disk, volume: newVolume() }))
  for (const [at, { disk, volume }] of disks.entries()) {
    const parent = layerOfVolume(machine.disks[at]?.volume ?? assert.fail())
    await room.volumes.make({ volume, disk, want: 'present', parent, sizeBytes: 1 })
  }
  return { ...machine, disks }
}

test('a machine whose host has no room left is paused and says why, and goes on by itself when there is room; nothing it wrote is lost (STO-2)', async t => {
  const room = await machineRoom(t, { sizeMiB: 128, tiny: false })
  const { machine, file } = await writingMachine(room)
  leave(room, 8)
  await room.machines.start(machine, room.needs)
  const paused = await room.until(machine, ({ trouble }) => trouble !== null)
  assert.equal(paused.power, 'running')
  assert.equal(paused.trouble?.code, 'disk-full')
  assert.match(paused.trouble?.message ?? '', /paused, and goes on by itself/)

  // Also when the daemon ends and begins anew meanwhile, and the host has no room for its record.
  fill(room)
  await room.restart()
  assert.equal((await room.seen(machine))?.trouble?.code, 'disk-full')
  leave(room, 64)
  await room.until(machine, ({ trouble }) => trouble === null)
  while (statSync(file).blocks * 512 < untilBytes) {
    assert.equal((await room.seen(machine))?.power, 'running')
    await sleep(50)
  }
  await room.machines.stop({ ...machine, want: 'off' })
  // Fails when it finds anything else. What was under way at the end may not be there.
  io(file, `read -P ${writtenByte} ${writtenFromBytes} ${untilBytes - MiB}`)
})

test('a snapshot that finds no room, before or in the middle, fails and says so; its room is free again, and the machine runs (SNP-1)', async t => {
  const room = await machineRoom(t, { sizeMiB: 128, tiny: false })
  let machine = await room.machine({ memoryMiB: 32 }, { from: null })
  await room.machines.start(machine, room.needs)
  const memoryFolder = join(room.folder, 'machines', 'memory')
  const full = { code: 'disk-full' }

  machine = await withNewTop(room, machine)
  leave(room, 8)
  const part = () => ({ machine, needs: room.needs, memory: newLayer(), rests: false })
  await assert.rejects(room.machines.snapshot([part()], untold), full)
  leave(room, 48)
  const free = freeBytes(room)
  // There was room when it began, and then there is none.
  await assert.rejects(room.machines.snapshot([part()], { ...untold, instant: async () => leave(room, 0) }), full)
  leave(room, 48)
  assert.equal(freeBytes(room), free)
  assert.deepEqual(readdirSync(memoryFolder), [])
  assert.equal((await room.seen(machine))?.power, 'running')

  // What a copy would write to.
  const volume = { volume: newVolume(), disk: newDisk(), want: 'present', parent: null, sizeBytes: MiB } as const
  leave(room, 0)
  const images = readdirSync(join(room.folder, 'volumes', 'images'))
  await assert.rejects(room.volumes.make(volume), { code: 'ENOSPC' })
  assert.deepEqual(readdirSync(join(room.folder, 'volumes', 'images')), images)
  leave(room, 48)
  await room.volumes.make(volume)
  await room.machines.snapshot([part()], untold)
  assert.equal((await room.machines.memories()).length, 1)
})
