import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { LabId, ProjectId } from '@paddock/model'
import type { UsageView } from '@paddock/sdk'
import { type Cloud, startCloud, until } from '@paddock/testing'

const hour = 3_600_000
const monthBegan = Date.parse('2026-03-01T00:00:00Z')

/** Writes a run of so many vCPUs into the ledger, from one hour of the month to another. */
async function wrote(
  cloud: Cloud,
  run: { tenant?: Cloud['a']; project?: ProjectId; lab: string; fromHour: number; toHour: number; vcpus: number },
) {
  const { tenant = cloud.a, lab, fromHour, toHour, vcpus } = run
  const of = {
    tenant_id: tenant.id,
    thing_id: randomUUID(),
    project_id: run.project ?? tenant.project,
    project_name: 'Project',
    lab_id: randomUUID() as LabId,
    lab_name: lab,
    user_id: tenant.admin.id,
    user_name: 'Admin',
  }
  const at = (hours: number) => new Date(monthBegan + hours * hour)
  await cloud.database.ofEveryone(tx =>
    tx
      .insertInto('usage_events')
      .values([
        { ...of, kind: 'started', at: at(fromHour), machines: 1, vcpus, memory_mib: 1024 },
        { ...of, kind: 'stopped', at: at(toHour) },
      ])
      .execute(),
  )
}

const march = { from: '2026-03-01T00:00:00Z', to: '2026-04-01T00:00:00Z' }
const sum = (items: readonly UsageView[], key: 'vcpuSeconds' | 'sessionSeconds') =>
  items.reduce((all, item) => all + item[key], 0)

test('use adds up to the same by day, project, lab and user, in pages or at once, split or whole (PRJ-2, SUB-5)', async t => {
  const cloud = await startCloud(t, { hosts: 0 })
  const { paddock } = cloud.a.admin
  const other = await paddock.project.create({ name: 'Other' })
  await wrote(cloud, { lab: 'Before and in', fromHour: -10, toHour: 10, vcpus: 2 })
  await wrote(cloud, { lab: 'Over midnight', fromHour: 20, toHour: 30, vcpus: 1 })
  await wrote(cloud, { lab: 'Elsewhere', project: other.id, fromHour: 100, toHour: 101, vcpus: 4 })
  await wrote(cloud, { lab: 'Foreign', tenant: cloud.b, fromHour: 0, toHour: 700, vcpus: 64 })

  const total = (20 + 10 + 4) * 3600
  for (const by of ['day', 'project', 'lab', 'user'] as const) {
    const page = await paddock.usage.list({ ...march, by })
    assert.equal(page.total.vcpuSeconds, total, by)
    assert.equal(sum(page.items, 'vcpuSeconds'), total, by)
  }
  const days = (await paddock.usage.list({ ...march, by: 'day' })).items.map(day => [day.key, day.vcpuSeconds / 3600])
  assert.deepEqual(days, [
    ['2026-03-01', 24],
    ['2026-03-02', 6],
    ['2026-03-05', 4],
  ])
  const labs: UsageView[] = []
  for await (const lab of paddock.usage.listAll({ ...march, by: 'lab', limit: 1 })) labs.push(lab)
  assert.equal(labs.length, 3)
  assert.equal(labs.find(lab => lab.name === 'Elsewhere')?.memoryGiBHours, 1)

  const middle = '2026-03-02T01:30:00Z'
  const halves = [
    await paddock.usage.list({ from: march.from, to: middle }),
    await paddock.usage.list({ from: middle, to: march.to }),
  ]
  assert.equal(
    halves.reduce((all, half) => all + half.total.vcpuSeconds, 0),
    total,
  )
  assert.equal((await paddock.usage.list({ ...march, project: other.id })).total.vcpuSeconds, 4 * 3600)
})

test('members see the use of their projects, operators each tenant’s total, and nobody else’s (TEN-2)', async t => {
  const cloud = await startCloud(t, { hosts: 0 })
  const other = await cloud.a.admin.paddock.project.create({ name: 'Other' })
  const mia = await cloud.a.person({ name: 'mia', inProject: 'member' })
  await wrote(cloud, { lab: 'Hers', fromHour: 1, toHour: 2, vcpus: 1 })
  await wrote(cloud, { lab: 'Not hers', project: other.id, fromHour: 1, toHour: 2, vcpus: 8 })
  await wrote(cloud, { lab: 'Foreign', tenant: cloud.b, fromHour: 1, toHour: 2, vcpus: 64 })
  const seen = await mia.paddock.usage.list({ ...march, by: 'lab' })
  assert.deepEqual(
    seen.items.map(lab => lab.name),
    ['Hers'],
  )
  assert.equal(seen.total.vcpuSeconds, 3600)
  await assert.rejects(mia.paddock.usage.list({ project: other.id }), { code: 'not-found' })
  await assert.rejects(cloud.a.admin.paddock.usage.list({ by: 'tenant' }), { code: 'not-allowed' })
  await assert.rejects(cloud.operator.paddock.usage.list({ by: 'lab' }), { code: 'not-allowed' })
  const tenants = (await cloud.operator.paddock.usage.list({ ...march, by: 'tenant' })).items
  assert.deepEqual(
    new Map(tenants.map(tenant => [tenant.key, tenant.vcpuSeconds / 3600])),
    new Map([
      [cloud.a.id as string, 9],
      [cloud.b.id as string, 64],
    ]),
  )
  await assert.rejects(mia.paddock.usage.list({ from: march.to, to: march.from }), { code: 'invalid-input' })
})

test('what goes on counts until now, on a silent host until it was heard last, and in full once it is back', async t => {
  let ahead = 0
  const cloud = await startCloud(t, { clock: () => new Date(Date.now() + ahead) })
  const lab = await cloud.lab({ vms: 2 })
  await lab.start()
  await lab.becomes('running')
  const used = async () => (await cloud.a.admin.paddock.usage.list({ by: 'lab' })).items.find(one => one.key === lab.id)
  // Until its host was heard after that: heartbeats are written down once a second.
  await until('A second of it is vouched for', async () => (((await used())?.vcpuSeconds ?? 0) > 2 ? true : undefined))
  await pause(1_500)
  cloud.hosts[0]?.link.cut()
  ahead = 600_000
  const silent = await used()
  assert.ok(silent && silent.vcpuSeconds > 0 && silent.vcpuSeconds < 100, `${silent?.vcpuSeconds} s`)
  assert.ok(silent.storageGiBHours > 0)
  ahead = 0
  cloud.hosts[0]?.link.join()
  await lab.becomes('running')
  assert.ok(((await used())?.vcpuSeconds ?? 0) > silent.vcpuSeconds)
  const own = await cloud.a.admin.paddock.usage.list({ by: 'user' })
  assert.ok(own.items.some(user => user.key === cloud.a.admin.id && user.sessionSeconds > 0))
})
