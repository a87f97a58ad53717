import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { aNic, machineRoom } from './support/machine-room.ts'

const daemon = join(import.meta.dirname, 'support', 'start-until.ts')

test('a daemon that is killed at any step of a start leaves a machine that runs, or nothing', async t => {
  const room = await machineRoom(t)
  const steps = [
    ...[
      'folder',
      'record',
      'process',
      'control group',
      'process recorded',
      'connection',
      'processors',
      'running recorded',
    ],
    ...['never'],
  ]
  for (const step of steps) {
    const machine = await room.machine({ interfaces: [aNic()] }, { from: null })
    const chain = await room.volumes.chain(machine.disks[0]?.volume ?? assert.fail())
    const given = JSON.stringify({ folder: join(room.folder, 'machines'), tag: room.tag, step, machine, chain })
    const end = spawnSync(process.execPath, [daemon, given], { encoding: 'utf8', timeout: 60_000 })
    assert.equal(end.signal, step === 'never' ? null : 'SIGKILL', `${step}: ${end.stderr}`)

    await room.restart()
    const seen = await room.seen(machine)
    if (step === 'running recorded' || step === 'never') assert.equal(seen?.power, 'running', step)
    else {
      assert.equal(seen, undefined, step)
      assert.deepEqual(await room.leftovers(), [], step)
    }
    // The assignment still wants it: the next pass starts it, or finds it.
    await room.machines.start(machine, room.needs)
    assert.equal((await room.seen(machine))?.power, 'running', step)
    await room.machines.stop({ ...machine, want: 'off' })
    await room.machines.forget(machine.run)
    assert.deepEqual(await room.leftovers(), [], step)
  }
})
