import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PaddockProblem } from '@paddock/sdk'
import { type Cloud, startCloud, until } from '@paddock/testing'

const unfit = (error: unknown): boolean => error instanceof PaddockProblem && error.code === 'memory-unfit'

/** As if the hosts had got another QEMU since. */
const savedByAnother = (cloud: Cloud) =>
  cloud.database.ofEveryone(async tx => {
    const { numUpdatedRows } = await tx
      .updateTable('layers')
      .set({
        compatibility: JSON.stringify({
          ...{ accelerator: 'simulated', machineType: 'simulated', cpuModel: 'simulated' },
          qemuVersion: '7.2.0',
        }) as never,
      })
      .where('kind', '=', 'memory')
      .executeTakeFirstOrThrow()
    return Number(numUpdatedRows)
  })

/** What each machine of the first host went on from. */
const memories = (cloud: Cloud) => [...(cloud.hosts[0]?.state.runs.values() ?? [])].map(run => run.machine.memory)

test('stored memory tells what it was saved with; where that is not to be had the lab says so, and starts cold (SNP-4, LIB-6)', async t => {
  const cloud = await startCloud(t)
  const { paddock } = cloud.a.admin
  const lab = await cloud.lab({ vms: 2 })
  await lab.start()
  await lab.becomes('running')
  const { id: snapshot } = await paddock.snapshot.take({ lab: lab.id, name: 'In flight' })
  const taken = await until('The snapshot is taken', async () => {
    const now = await paddock.snapshot.get({ snapshot })
    return now.state === 'taken' ? now : undefined
  })
  assert.equal(taken.reason, null)
  assert.deepEqual(taken.vms[0]?.savedWith, {
    ...{ accelerator: 'simulated', machineType: 'simulated', cpuModel: 'simulated', qemuVersion: 'simulated' },
  })
  await paddock.lab.suspend({ lab: lab.id })
  assert.equal((await lab.becomes('suspended')).reason, null)

  assert.equal(await savedByAnother(cloud), 4)
  const told = await lab.view()
  assert.equal(told.reason?.code, 'memory-unfit')
  assert.match(
    told.reason?.message ?? '',
    /^vm-1: Its memory was saved with QEMU 7\.2\.0, and host sim-1 has QEMU simulated\. Start it cold/,
  )
  assert.equal(told.vms[1]?.reason?.code, 'memory-unfit')
  const [first, second] = told.vms
  assert.ok(first && second)
  await assert.rejects(paddock.lab.start({ lab: lab.id }), unfit)
  await assert.rejects(paddock.lab.resume({ lab: lab.id }), unfit)
  await assert.rejects(paddock.vm.resume({ vm: first.id }), unfit)
  assert.equal((await lab.view()).state, 'suspended')

  await paddock.vm.start({ vm: first.id, cold: true })
  await lab.becomes('mixed')
  assert.match((await lab.view()).reason?.message ?? '', /^vm-2: Its memory was saved with/)
  await paddock.lab.start({ lab: lab.id, cold: true })
  assert.equal((await lab.becomes('running')).reason, null)
  assert.deepEqual(memories(cloud), [null, null])

  assert.equal((await paddock.snapshot.get({ snapshot })).reason?.code, 'memory-unfit')
  const copies = [{ name: 'Copy' }]
  await assert.rejects(paddock.snapshot.copy({ snapshot, copies }), unfit)
  const { labs } = await paddock.snapshot.copy({ snapshot, copies, cold: true })
  const [copy] = labs
  assert.ok(copy)
  await until('The copy runs', async () =>
    (await paddock.lab.get({ lab: copy.id })).state === 'running' ? true : undefined,
  )
  assert.deepEqual(memories(cloud), [null, null, null, null])
  assert.deepEqual(cloud.hosts[0]?.state.violations, [])
})
