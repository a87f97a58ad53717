import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { findProcesses } from '@paddock/linux'
import type { LayerId } from '@paddock/model'
import { machineRoom, newLayer, newRun, newVolume } from './support/machine-room.ts'

const daemon = join(import.meta.dirname, 'support', 'snapshot-until.ts')

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
    const disks = machine.disks.map(disk => ({ ...disk, volume: newVolume() }))
    for (const [at, { disk, volume }] of disks.entries()) {
      const parent = (machine.disks[at]?.volume ?? assert.fail()) as string as LayerId
      await room.volumes.make({ volume, disk, want: 'present', parent, sizeBytes: 1 })
    }
    machine = { ...machine, disks }
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
