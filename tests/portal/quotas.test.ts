import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { LabSpecInput } from '@paddock/model'
import { createPaddock, type Paddock, PaddockProblem } from '@paddock/sdk'
import { type Cloud, startCloud, until } from '@paddock/testing'

/** Counters that differ from a recount of the facts. */
const differences = async (cloud: Cloud) => {
  const counted = (
    source: string,
  ) => `select kind, subject_id, sum(labs) as labs, sum(vms) as vms, sum(networks) as networks,
      sum(storage_bytes) as storage, sum(running_labs) as running_labs, sum(running_vms) as running_vms, sum(running_vcpus) as vcpus,
      sum(running_memory_mib) as memory
    from ${source} group by kind, subject_id having sum(labs) + sum(vms) + sum(networks) + sum(storage_bytes) + sum(running_vms) <> 0`
  const facts = `quota_recount((select array_agg(id) from labs)) cross join lateral
    (values ('tenant', tenant_id), ('project', project_id), ('user', owner_id)) subjects(kind, subject_id)`
  const client = await cloud.database.pool.connect()
  try {
    await client.query("begin; set local paddock.scope = '*'")
    const sql = `(${counted('quota_use')} except ${counted(facts)}) union all (${counted(facts)} except ${counted('quota_use')})`
    return (await client.query(sql)).rows
  } finally {
    await client.query('rollback')
    client.release()
  }
}

const spec = (cloud: Cloud, vms = 1): LabSpecInput => ({
  networks: [{ name: 'lan', cidr: '10.0.0.0/24' }],
  vms: Array.from({ length: vms }, (_, at) => ({
    name: `vm-${at}`,
    memoryMiB: 64,
    disks: [{ name: 'root', source: { kind: 'layer', layer: cloud.layer } }],
    interfaces: [{ network: 'lan' }],
  })),
})

const outcome = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'done',
    error => (error instanceof PaddockProblem ? error.code : String(error)),
  )

const usedOf = async (paddock: Paddock, kind: 'tenant' | 'project' | 'user') =>
  (await paddock.quota.list({ kind })).items[0]?.used

test('of 200 parallel creates at a limit of 7, exactly 7 go through, whoever’s limit it is (QSL-1, PRJ-3)', async t => {
  const cloud = await startCloud(t)
  const { paddock } = cloud.a.admin
  await cloud.operator.paddock.quota.setTenant({ tenant: cloud.a.id, labs: 7 })
  const create = () => paddock.lab.create({ name: 'One of many', projectId: cloud.a.project, spec: spec(cloud) })
  const outcomes = await Promise.all(Array.from({ length: 200 }, () => outcome(create())))
  assert.deepEqual(
    [outcomes.filter(one => one === 'done').length, outcomes.filter(one => one === 'quota-exceeded').length],
    [7, 193],
  )
  assert.equal((await usedOf(paddock, 'tenant'))?.labs, 7)
  assert.deepEqual(await differences(cloud), [])
  // The other tenant has its own.
  await cloud.lab({ tenant: cloud.b })

  // The project's cap holds while the tenant has room.
  await cloud.operator.paddock.quota.setTenant({ tenant: cloud.a.id, labs: 100 })
  await paddock.quota.setProject({ project: cloud.a.project, labs: 8 })
  await create()
  await assert.rejects(create(), (error: PaddockProblem) => {
    assert.equal(error.code, 'quota-exceeded')
    assert.match(error.message, /First project may have 8 labs, has 8, and this asks for 1 more/)
    return true
  })
  const { id } = await paddock.project.create({ name: 'Other' })
  await paddock.lab.create({ name: 'Elsewhere', projectId: id, spec: spec(cloud) })
  const refused = (await paddock.audit.list({ action: 'lab.create', limit: 200 })).items.filter(
    one => one.outcome === 'refused',
  )
  assert.equal(refused.length, 194)
  assert.ok(refused.every(one => one.code === 'quota-exceeded'))
})

test('what is stored and what runs are counted apart: a machine that has stopped takes no vCPU (QSL-1)', async t => {
  const cloud = await startCloud(t)
  const { paddock } = cloud.a.admin
  await paddock.quota.setUser({ user: cloud.a.admin.id, runningVcpus: 2, runningLabs: 1 })
  const [one, two] = [await cloud.lab({ name: 'One', vms: 2 }), await cloud.lab({ name: 'Two' })]
  await one.start()
  await one.becomes('running')
  assert.equal(await outcome(two.start()), 'quota-exceeded')
  const used = await usedOf(paddock, 'user')
  assert.deepEqual(
    [used?.labs, used?.vms, used?.runningLabs, used?.runningVms, used?.runningVcpus, used?.runningMemoryMiB],
    [2, 3, 1, 2, 2, 128],
  )
  await one.stop()
  await one.becomes('stopped')
  assert.equal((await usedOf(paddock, 'user'))?.runningVcpus, 0)
  await two.start()
  await two.becomes('running')
  // A copy is one more for its owner; several in one call are asked for together.
  await paddock.quota.setUser({ user: cloud.a.admin.id, labs: 3 })
  const copies = [{ name: 'Three' }, { name: 'Four' }]
  await assert.rejects(paddock.lab.copy({ lab: one.id, copies }), /may have 3 labs, has 2, and this asks for 2 more/)
  await paddock.lab.copy({ lab: one.id, copies: [{ name: 'Three' }] })
  await one.delete()
  await one.isGone()
  await two.delete()
  await two.isGone()
  assert.equal((await usedOf(paddock, 'tenant'))?.labs, 1)
  assert.deepEqual(await differences(cloud), [])
})

test('disks, machines and networks are held against their limits however they are added, and lowering one stops nothing', async t => {
  const cloud = await startCloud(t)
  const { paddock } = cloud.a.admin
  const lab = await cloud.lab({ vms: 1, networks: 1 })
  const [vm] = (await lab.view()).vms
  assert.ok(vm)
  const { storageBytes = 0 } = (await usedOf(paddock, 'project')) ?? {}
  const gib = 1024 ** 3
  await paddock.quota.setProject({ project: cloud.a.project, vms: 1, networks: 1, storageBytes: storageBytes + gib })
  assert.equal(
    await outcome(paddock.vm.create({ lab: lab.id, name: 'second', cores: 1, memoryMiB: 64 })),
    'quota-exceeded',
  )
  assert.equal(
    await outcome(paddock.network.create({ lab: lab.id, name: 'second', cidr: '10.9.0.0/24' })),
    'quota-exceeded',
  )
  assert.equal(await outcome(paddock.lab.add({ lab: lab.id, templateId: cloud.template.id })), 'quota-exceeded')
  assert.equal(await outcome(paddock.disk.create({ vm: vm.id, name: 'big', sizeBytes: 2 * gib })), 'quota-exceeded')
  const disk = await paddock.disk.create({ vm: vm.id, name: 'fits', sizeBytes: gib })
  assert.equal(await outcome(paddock.disk.update({ disk: disk.id, sizeBytes: gib + 1024 ** 2 })), 'quota-exceeded')
  await paddock.disk.delete({ disk: disk.id })
  await paddock.disk.create({ vm: vm.id, name: 'fits', sizeBytes: gib })
  await lab.start()
  await lab.becomes('running')
  await paddock.quota.setProject({ project: cloud.a.project, runningVms: 0, vms: 0 })
  await lab.becomes('running')
  await lab.stop()
  await lab.becomes('stopped')
  assert.equal(await outcome(lab.start()), 'quota-exceeded')
  assert.deepEqual(await differences(cloud), [])
})

test('operators limit tenants, administrators their people and projects below that, defaults hold for the rest (TEN-5, QSL-5)', async t => {
  const cloud = await startCloud(t, { hosts: 1 })
  const { paddock } = cloud.a.admin
  const mia = await cloud.a.person({ name: 'mia', inProject: 'member' })
  await cloud.operator.paddock.quota.setDefault({ kind: 'tenant', labs: 5, vms: 50 })
  await cloud.operator.paddock.quota.setTenant({ tenant: cloud.a.id, labs: 10 })
  const [tenant] = (await paddock.quota.list()).items
  assert.deepEqual([tenant?.limits.labs, tenant?.limits.vms, tenant?.own.vms], [10, 50, null])
  assert.equal((await cloud.b.admin.paddock.quota.list()).items[0]?.limits.labs, 5)

  await assert.rejects(paddock.quota.setProject({ project: cloud.a.project, labs: 11 }), { code: 'invalid-input' })
  await assert.rejects(paddock.quota.setTenant({ tenant: cloud.a.id, labs: 1_000 }), { code: 'not-allowed' })
  await assert.rejects(mia.paddock.quota.setUser({ user: mia.id, labs: 5 }), { code: 'not-allowed' })
  await assert.rejects(cloud.operator.paddock.quota.setDefault({ kind: 'user', labs: 5 }), { code: 'not-allowed' })
  await paddock.quota.setDefault({ kind: 'user', labs: 1 })
  const create = (who: typeof mia) =>
    who.paddock.lab.create({ name: 'Lab', projectId: cloud.a.project, spec: spec(cloud) })
  await create(mia)
  await assert.rejects(create(mia), /mia may have 1 lab, has 1/)
  await paddock.quota.setUser({ user: mia.id, labs: 2 })
  await create(mia)

  // A member sees the tenant's, their projects' and their own; not other people's.
  assert.deepEqual(
    (await mia.paddock.quota.list({ kind: 'user' })).items.map(one => [one.name, one.used.labs, one.limits.labs]),
    [['mia', 2, 2]],
  )
  assert.equal((await paddock.quota.list({ kind: 'user' })).items.length, 2)
  assert.equal((await mia.paddock.quota.list({ kind: 'project' })).items[0]?.used.labs, 2)
  await assert.rejects(cloud.operator.paddock.quota.list({ kind: 'project' }), { code: 'not-allowed' })
  assert.equal((await cloud.operator.paddock.quota.list()).items.length, 3)
})

test('after kill -9 of the controller in the midst of creates, starts and deletes the counters equal a recount (QSL-1)', async t => {
  const cloud = await startCloud(t)
  const limit = 12
  await cloud.a.admin.paddock.quota.setProject({ project: cloud.a.project, labs: limit })
  const script = join(import.meta.dirname, 'support/controller-alone.ts')
  const rounds = Number(process.env.PADDOCK_QUOTA_ROUNDS ?? 5)
  let answered = 0
  for (let round = 0; round < rounds; round += 1) {
    const child = spawn(process.execPath, [script, cloud.databaseUrl], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const paddock = createPaddock({ baseUrl: line.toString().trim(), token: cloud.a.admin.token })
    const ended = once(child, 'exit')
    const before = answered
    const work = Array.from({ length: 40 }, async (_, at) => {
      const wish = { name: `Lab ${round}`, projectId: cloud.a.project, spec: spec(cloud), start: at % 2 === 0 }
      const lab = await paddock.lab.create(wish).finally(() => {
        answered += 1
      })
      if (at % 3 !== 0) await paddock.lab.delete({ lab: lab.id, now: true })
    })
    const over = Promise.allSettled(work)
    // While the others are somewhere on their way: a little later in each round.
    await until('Some are answered', () => (answered > before + (round % 5) ? true : undefined))
    await pause((round * 7) % 40)
    child.kill('SIGKILL')
    await ended
    await over
    // What the database had taken up still goes on for a moment.
    await until('The counters equal a recount', async () =>
      (await differences(cloud)).length === 0 ? true : undefined,
    )
    const { labs = 0 } = (await usedOf(cloud.a.admin.paddock, 'project')) ?? {}
    assert.ok(labs <= limit, `${labs} labs at a limit of ${limit}`)
  }
})
