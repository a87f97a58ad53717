import assert from 'node:assert/strict'
import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs'
import { test } from 'node:test'
import type { MachineWanted } from '@paddock/host-api'
import { type LayerId, layerOfVolume } from '@paddock/model'
import { type MachineRoom, machineRoom, newLayer, newVolume } from './support/machine-room.ts'

const MiB = 1024 * 1024
const untold = { instant: async () => {}, signal: new AbortController().signal }
/** Above everything that firmware uses, and below the end of the smaller machine. */
const writtenAt = 32 * MiB

async function kept(
  room: MachineRoom,
  machine: MachineWanted,
): Promise<{ memory: LayerId; bytes: number; going: MachineWanted }> {
  const [disk] = machine.disks
  const volume = newVolume()
  const parent = layerOfVolume(disk?.volume ?? assert.fail())
  await room.volumes.make({ volume, disk: disk?.disk ?? assert.fail(), want: 'present', parent, sizeBytes: 1 })
  const going = { ...machine, disks: [{ ...(disk ?? assert.fail()), volume }] }
  const memory = newLayer()
  await room.machines.snapshot([{ machine: going, needs: room.needs, memory, rests: false }], untold)
  const bytes = (await room.machines.memories()).find(({ layer }) => layer === memory)?.storedBytes ?? assert.fail()
  return { memory, bytes, going }
}

async function copyOf(room: MachineRoom, of: MachineWanted, memory: LayerId): Promise<MachineWanted> {
  const copy = await room.machine(
    { memory, memoryMiB: of.memoryMiB },
    { from: layerOfVolume(of.disks[0]?.volume ?? assert.fail()) },
  )
  await room.machines.start(copy, room.needs)
  return copy
}

/** Works on the memory of a machine that went on from a layer, from outside, as its guest would. */
function withGuestMemory<T>(room: MachineRoom, machine: MachineWanted, work: (fd: number, from: number) => T): T {
  const pid = room.pid(machine) ?? assert.fail()
  const line = readFileSync(`/proc/${pid}/maps`, 'utf8')
    .split('\n')
    .find(one => one.includes('paddock-memory'))
  const fd = openSync(`/proc/${pid}/mem`, 'r+')
  try {
    return work(fd, Number.parseInt(line ?? assert.fail(), 16))
  } finally {
    closeSync(fd)
  }
}

test('what a snapshot takes follows what the guest changed since its base, not how much memory it has; and merged it is the same memory (SNP-1)', async t => {
  const room = await machineRoom(t, { tiny: false })
  const sizes: { memoryMiB: number; first: number; idle: number; busy: number }[] = []
  for (const memoryMiB of [64, 1024]) {
    const machine = await room.machine({ memoryMiB }, { from: null })
    await room.machines.start(machine, room.needs)
    const first = await kept(room, machine)
    await room.machines.stop({ ...first.going, want: 'off' })
    const copy = await copyOf(room, machine, first.memory)
    const idle = await kept(room, copy)
    const written = Buffer.alloc(8 * MiB)
    for (let at = 0; at < written.length; at += 8) written.writeDoubleLE(Math.sqrt(at + memoryMiB), at)
    withGuestMemory(room, copy, (fd, from) => {
      for (let done = 0; done < written.length; )
        done += writeSync(fd, written, done, written.length - done, from + writtenAt + done)
    })
    const busy = await kept(room, idle.going)
    await room.machines.stop({ ...busy.going, want: 'off' })
    sizes.push({ memoryMiB, first: first.bytes, idle: idle.bytes, busy: busy.bytes })

    // Nobody names the first one any more: what lies on it takes it up, and goes on as before.
    for (const memory of [busy.memory, idle.memory]) await room.machines.mergeMemory(memory, null, untold.signal)
    await room.machines.forget(copy.run)
    await room.machines.removeMemory(first.memory)
    const again = await copyOf(room, idle.going, busy.memory)
    withGuestMemory(room, again, (fd, from) => {
      const found = Buffer.alloc(written.length)
      for (let have = 0; have < found.length; )
        have += readSync(fd, found, have, found.length - have, from + writtenAt + have)
      assert.ok(found.equals(written))
    })
    assert.equal((await room.seen(again))?.power, 'running')
    await room.machines.stop({ ...again, want: 'off' })
  }
  t.diagnostic(JSON.stringify(sizes))
  for (const { first, idle, busy } of sizes) {
    assert.ok(first < 16 * MiB, `${first} bytes of a guest that touched little`)
    assert.ok(idle < 4 * MiB, `${idle} bytes of an idle copy`)
    const grown = busy - idle
    assert.ok(grown > 7.5 * MiB && grown < 9 * MiB, `${grown} bytes more for 8 MiB that were written`)
  }
  const [small, large] = sizes as [(typeof sizes)[0], (typeof sizes)[0]]
  for (const what of ['first', 'idle', 'busy'] as const)
    assert.ok(Math.abs(large[what] - small[what]) < 1.5 * MiB, `${what}: ${small[what]} and ${large[what]} bytes`)
})
