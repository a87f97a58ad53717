import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@paddock/testing'
import { install } from './support/installation.ts'
import { becomes, sh } from './support/lab.ts'
import { arrived, goesOn, stream } from './support/stream.ts'
import { machinePids } from './support/victims.ts'

test('a lab is suspended to storage and goes on with its connections, also when its host’s daemon is killed on the way (LIB-6, LAB-2)', async t => {
  const paddock = await install(t)
  const { tenant } = paddock
  const template = await paddock.template('Tiny Linux')
  const { id } = await tenant.lab.create({
    projectId: await paddock.project(),
    name: 'resting',
    templateId: template.id,
  })
  await tenant.lab.add({ lab: id, templateId: template.id })
  await tenant.lab.start({ lab: id })
  const lab = await becomes(paddock, id, 'running')
  await stream(paddock, lab)
  await goesOn(paddock, lab, 2)
  const boots = () => Promise.all(lab.vms.map(vm => sh(paddock, vm.id, 'cat /proc/sys/kernel/random/boot_id')))
  const before = await boots()

  const begunAt = Date.now()
  const suspended = await paddock.cli.paddock(['lab', 'suspend', 'resting', '--wait'])
  assert.equal(suspended.code, 0, suspended.stderr)
  t.diagnostic(`suspended after ${Date.now() - begunAt} ms`)
  assert.equal((await tenant.lab.get({ lab: id })).state, 'suspended')
  assert.deepEqual(machinePids(paddock), [], 'nothing of it runs')
  const [vm] = lab.vms
  const snapshot = await tenant.snapshot.take({ lab: id, name: 'resting' })
  assert.deepEqual(
    [snapshot.state, snapshot.vms.map(({ memory }) => memory)],
    ['taken', [true, true]],
    'what rests is kept at once, with its memory',
  )
  const resumedAt = Date.now()
  const resumed = await paddock.cli.paddock(['lab', 'resume', 'resting', '--wait'])
  assert.equal(resumed.code, 0, resumed.stderr)
  t.diagnostic(`resumed after ${Date.now() - resumedAt} ms`)
  assert.deepEqual(await boots(), before, 'it did not boot')
  await goesOn(paddock, lab, await arrived(paddock, lab))
  await sh(paddock, vm?.id ?? '', 'date +%s').then(seconds =>
    assert.ok(Math.abs(Number(seconds) - Date.now() / 1000) < 30, 'its clock is right'),
  )

  // Whenever that is: it is suspended in the end, or runs; nothing is lost.
  await tenant.lab.suspend({ lab: id })
  await until(
    'memory is saved',
    async () => (await tenant.vm.get({ vm: vm?.id ?? '' })).step === 'Saving memory' || undefined,
    {
      withinMs: 30_000,
    },
  )
  for (const pid of paddock.pids('host')) process.kill(pid, 'SIGKILL')
  const state = await until(
    'it is decided',
    async () => {
      const now = await tenant.lab.get({ lab: id })
      return now.state === 'suspended' || now.state === 'running' ? now.state : undefined
    },
    { withinMs: 120_000 },
  )
  t.diagnostic(`killed while it is suspended: ${state}`)
  if (state === 'suspended') await tenant.lab.resume({ lab: id })
  await becomes(paddock, id, 'running')
  assert.deepEqual(await boots(), before)
  await goesOn(paddock, lab, await arrived(paddock, lab))
})
