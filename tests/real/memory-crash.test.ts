import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { MachineWanted } from '@paddock/host-api'
import { findProcesses } from '@paddock/linux'
import { type LayerId, layerOfVolume } from '@paddock/model'
import { type MachineRoom, machineRoom, newLayer, newRun, newVolume } from './support/machine-room.ts'
import { writingGuest } from './support/writing-guest.ts'

/** So much the guest that is killed writes. */
const untilBytes = 4 * 1024 * 1024
const daemon = join(import.meta.dirname, 'support', 'snapshot-until.ts')

/** The machine with a newer top on each disk. */
async function withNewTops(room: MachineRoom, machine: MachineWanted): Promise<MachineWanted> {
  const disks = machine.disks.map(disk => ({ ...disk, volume: newVolume() }))
  for (const [at, { disk, volume }] of disks.entries()) {
    const parent = layerOfVolume(machine.disks[at]?.volume ?? assert.fail())
    await room.volumes.make({ volume, disk, want: 'present', parent, sizeBytes: 1 })
  }
  return { ...machine, disks }
}

test('a daemon that is killed at any step of a snapshot leaves running machines, sound disks and no half layer (SNP-1)', async t => {
  const room = await machineRoom(t)
  let machine = await room.machine({}, { from: null })
  await room.machines.start(machine, room.needs)
  const folder = join(room.folder, 'machines')
  const memories: LayerId[] = []
  for (const step of [
    'snapshot prepared',
    'instant',
    'all stand still',
    'tops put',
    'snapshot taken',
    'layer written',
    'never',
  ]) {
    machine = await withNewTops(room, machine)
    const { disks } = machine
    const memory = newLayer()
    const chains = Object.fromEntries(
      await Promise.all(disks.map(async ({ volume }) => [volume, await room.volumes.chain(volume)])),
    )
    await room.machines.close()
    const given = JSON.stringify({ folder, tag: room.tag, step, parts: [{ machine, memory }], chains })
    const end = spawnSync(process.execPath, [daemon, given], { encoding: 'utf8', timeout: 60_000 })
    assert.equal(end.signal, step === 'never' ? null : 'SIGKILL', `${step}: ${end.stderr}`)

    await room.restart()
    assert.equal((await room.seen(machine))?.power, 'running', step)
    if (step === 'never') memories.push(memory)
    assert.deepEqual(
      (await room.machines.memories()).map(({ layer }) => layer),
      memories,
      step,
    )
    assert.deepEqual(
      readdirSync(join(folder, 'memory')),
      memories.map(layer => `${layer}.memory`),
      step,
    )
    const writers = findProcesses(words => words[0] === 'cat').filter(({ identity }) =>
      readFileSync(`/proc/${identity.pid}/status`, 'utf8').includes('T (stopped)'),
    )
    assert.deepEqual(writers, [], `${step}: something still waits to write`)
    // The assignment still names the newer tops: the next pass puts on what is missing, and the guest writes to them.
    await room.machines.update(machine, room.needs)
  }
  await room.machines.stop({ ...machine, want: 'off' })
  assert.equal((await room.seen(machine))?.end?.reason, 'stopped')
})

test('a machine that is suspended while its daemon is killed stands still for the next one, which lets it go on or ends it (LIB-6)', async t => {
  const room = await machineRoom(t)
  const machine = await room.machine({}, { from: null })
  await room.machines.start(machine, room.needs)
  const folder = join(room.folder, 'machines')
  const chains = Object.fromEntries(
    await Promise.all(machine.disks.map(async ({ volume }) => [volume, await room.volumes.chain(volume)])),
  )
  const memories: LayerId[] = []
  for (const [step, stands] of [
    ['instant', false],
    ['all stand still', true],
    ['layer written', true],
    ['never', true],
  ] as const) {
    const memory = newLayer()
    await room.machines.close()
    const given = JSON.stringify({ folder, tag: room.tag, step, parts: [{ machine, memory, rests: true }], chains })
    const end = spawnSync(process.execPath, [daemon, given], { encoding: 'utf8', timeout: 60_000 })
    assert.equal(end.signal, step === 'never' ? null : 'SIGKILL', `${step}: ${end.stderr}`)
    await room.restart()
    const seen = await room.seen(machine)
    assert.deepEqual([seen?.power, seen?.standsStill], ['running', stands], step)
    // Only the host knows whether it is suspended. Here it is not, until the last.
    if (step === 'never') memories.push(memory)
    else await room.machines.removeMemory(memory)
    if (step !== 'never' && stands) await room.machines.goOn(machine.run)
  }
  await room.machines.stop({ ...machine, want: 'off' })
  const again = { ...machine, run: newRun(), memory: memories[0] ?? assert.fail() }
  await room.machines.start(again, room.needs)
  assert.equal((await room.seen(again))?.power, 'running')
  await room.machines.stop({ ...again, want: 'off' })
})

test('a machine whose QEMU is killed at any step of a snapshot leaves no half layer, and a disk that is sound and boots (SNP-1)', async t => {
  let kill = (_step: string): void => {}
  const room = await machineRoom(t, { tiny: false, step: name => kill(name) })
  const folder = join(room.folder, 'machines', 'memory')
  let machine = await room.machine({ memoryMiB: 32 }, { from: null })
  const fileOf = async (of: MachineWanted) =>
    (await room.volumes.chain(of.disks[0]?.volume ?? assert.fail()))[0]?.file ?? assert.fail()
  const sector = join(room.folder, 'sector')
  writeFileSync(sector, writingGuest({ untilBytes }))
  execFileSync('qemu-io', ['-f', 'qcow2', '-c', `write -s ${sector} 0 512`, await fileOf(machine)])
  await room.machines.start(machine, room.needs)
  // What they go on from is taken first; then those that booted are killed, and those that go on.
  const memory = newLayer()
  const sealed = machine
  machine = await withNewTops(room, machine)
  const snapshot = (of: MachineWanted, layer: LayerId, instant = async () => {}) =>
    room.machines.snapshot([{ machine: of, needs: room.needs, memory: layer, rests: false }], {
      instant,
      signal: new AbortController().signal,
    })
  await snapshot(machine, memory)
  const parent = layerOfVolume(sealed.disks[0]?.volume ?? assert.fail())
  const from = { booted: machine, copy: await room.machine({ memory, memoryMiB: 32 }, { from: parent }) }
  await room.machines.start(from.copy, room.needs)

  // Of a copy nothing is done before its instant.
  const steps = {
    copy: ['all stand still', 'tops put'],
    booted: ['snapshot prepared', 'instant', 'all stand still', 'tops put'],
  }
  for (const kind of ['copy', 'booted'] as const)
    for (const step of steps[kind]) {
      const of = `${kind}, ${step}`
      const going = await withNewTops(room, from[kind])
      const die = (name: string) => {
        if (name === step) process.kill(room.pid(going) ?? assert.fail(of), 'SIGKILL')
      }
      kill = die
      await assert.rejects(
        snapshot(going, newLayer(), async () => die('instant')),
        { code: 'snapshot-failed' },
        of,
      )
      kill = () => {}
      assert.equal((await room.until(going, ({ power }) => power === 'ended')).end?.reason, 'crashed', of)
      await room.machines.forget(going.run)
      assert.deepEqual(
        (await room.machines.memories()).map(({ layer }) => layer),
        [memory],
        of,
      )
      assert.deepEqual(
        readdirSync(folder).filter(name => name !== memory),
        [`${memory}.memory`],
        of,
      )
      const [top, below] = await room.volumes.chain(going.disks[0]?.volume ?? assert.fail())
      for (const file of [top?.file, below?.file]) {
        const check = spawnSync('qemu-img', ['check', '-q', '-f', 'qcow2', file ?? assert.fail()])
        // 3: room was taken for what was not written any more; nothing is wrong with what is there (qemu-img(1), "check").
        assert.ok(check.status === 0 || check.status === 3, `${of}: ${check.stderr}`)
      }
      const run = newRun()
      if (kind === 'booted') from.booted = { ...going, run }
      else if (step === 'tops put') break
      else from.copy = await room.machine({ memory, run, memoryMiB: 32 }, { from: parent })
      await room.machines.start(from[kind], room.needs)
    }
  // It boots from that disk, and writes to it.
  const file = await fileOf(from.booted)
  while (statSync(file).blocks * 512 < untilBytes) await sleep(50)
})
