import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { type Endpoint, endpoints } from '@paddock/api'
import { startCloud, until } from '@paddock/testing'
import { type Ask, asks } from './support/asks.ts'
import { send } from './support/send.ts'
import { makeWorld, type World } from './support/world.ts'

const all: readonly Endpoint[] = endpoints

/** A world of ids that name nothing, in the caller's own tenant otherwise. */
const nowhere = (own: World): World => ({
  ...own,
  ...Object.fromEntries(idsOf(own).map(name => [name, randomUUID()])),
  tenant: { ...own.tenant, id: randomUUID() as never, admin: { ...own.tenant.admin, id: randomUUID() as never } },
})

const idsOf = (world: World) => Object.keys(world).filter(name => !['tenant', 'member'].includes(name))

/** Every way to ask for one foreign thing while all the rest is one's own: each id of the request in turn. */
function mixtures(entry: Endpoint, own: World, foreign: World): { field: string; ask: Ask }[] {
  const ask = asks[entry.id as keyof typeof asks]
  const mixed = idsOf(own)
    .map(name => ({ field: name, ask: ask({ ...own, [name]: foreign[name as keyof World] }) }))
    .filter(({ ask: one }) => JSON.stringify(one) !== JSON.stringify(ask(own)))
  return [
    { field: 'everything', ask: ask(foreign) },
    ...mixed,
    { field: 'tenant', ask: ask({ ...own, tenant: foreign.tenant }) },
  ]
}

/** The answer without what differs from one request to the next. */
const shown = (text: string, ids: readonly string[]) =>
  ids.reduce((rest, id) => rest.replaceAll(id, '‹id›'), text).replace(/"requestId":"[^"]+"/, '')

test('another tenant’s thing is answered exactly as one that does not exist, by every endpoint (TEN-2)', async t => {
  const cloud = await startCloud(t)
  const [a, b] = [await makeWorld(cloud, cloud.a), await makeWorld(cloud, cloud.b)]
  const empty = nowhere(b)
  const ids = [
    ...idsOf(a).map(name => String(a[name as keyof World])),
    ...idsOf(empty).map(name => String(empty[name as keyof World])),
    a.tenant.id,
    empty.tenant.id,
    a.tenant.admin.id,
    empty.tenant.admin.id,
  ]
  let asked = 0
  for (const entry of all) {
    if (entry.permission === 'anyone' || entry.id === 'sessionDelete') continue
    const foreign = mixtures(entry, b, a)
    const missing = mixtures(entry, b, empty)
    for (const [at, { field, ask }] of foreign.entries()) {
      const named = ids.some(id => JSON.stringify(ask).includes(id))
      if (!named || missing[at]?.field !== field) continue
      // Hosts are nobody's: their ids are equal in both worlds.
      if (field === 'host') continue
      const there = await send(cloud.url, entry, { ask, token: cloud.b.admin.token })
      const nothing = await send(cloud.url, entry, { ask: missing[at].ask, token: cloud.b.admin.token })
      const what = `${entry.id} with a foreign ${field}: ${there.text}`
      assert.equal(there.status, nothing.status, what)
      assert.ok(
        (there.status >= 400 && there.status < 500) || ['labList', 'auditList', 'auditExport'].includes(entry.id),
        what,
      )
      assert.equal(shown(there.text, ids), shown(nothing.text, ids), what)
      asked += 1
    }
  }
  assert.ok(asked > 60, `only ${asked} requests were compared`)

  // Nothing of A's changed by all that.
  const view = await cloud.a.admin.paddock.lab.get({ lab: a.lab })
  assert.equal(view.revision, 1)
  assert.equal(view.vms.length, 1)
})

test('an operator looks into no tenant’s labs, people or projects', async t => {
  const cloud = await startCloud(t)
  const world = await makeWorld(cloud, cloud.a)
  const operator = cloud.operator.token
  for (const entry of all) {
    if (!/^(lab|vm|disk|network|interface|user|project)/.test(entry.id)) continue
    const answer = await send(cloud.url, entry, { ask: asks[entry.id as keyof typeof asks](world), token: operator })
    assert.equal(answer.status, 403, entry.id)
  }
  for (const id of ['templateGet', 'templateExport', 'assetGet', 'templateDelete'] as const) {
    const entry = all.find(one => one.id === id)
    assert.ok(entry)
    assert.equal((await send(cloud.url, entry, { ask: asks[id](world), token: operator })).status, 404, id)
  }
  const records = (await cloud.operator.paddock.audit.list({ limit: 200 })).items
  assert.ok(records.length > 0)
  assert.deepEqual(
    records.filter(record => record.actor?.id !== cloud.operator.id),
    [],
  )
})

test('row-level security holds by itself: a query without a tenant in it sees one tenant only (TEN-2)', async t => {
  const cloud = await startCloud(t)
  await makeWorld(cloud, cloud.a)
  await makeWorld(cloud, cloud.b)
  const tables = [
    'projects',
    'labs',
    'networks',
    'vms',
    'volumes',
    'disks',
    'interfaces',
    'users',
    'members',
    'sessions',
    'tokens',
    'audit',
    'audit_seals',
    'usage_events',
    'quota_stock',
    'quota_use',
  ] as const
  for (const table of tables) {
    const count = (tx: Parameters<Parameters<typeof cloud.database.ofEveryone>[0]>[0]) =>
      tx.selectFrom(table).select(['tenant_id']).execute()
    // Seals are made in the background.
    const [one, two] = await until(`both have rows of ${table}`, async () => {
      const rows = await Promise.all([cloud.a, cloud.b].map(({ id }) => cloud.database.ofTenant(id, count)))
      return rows.every(({ length }) => length > 0) ? ([rows[0] ?? [], rows[1] ?? []] as const) : undefined
    })
    const everything = await cloud.database.ofEveryone(count)
    assert.ok(one.every(row => row.tenant_id === cloud.a.id) && two.every(row => row.tenant_id === cloud.b.id), table)
    assert.ok(everything.length >= one.length + two.length, table)
    const { rows } = await cloud.database.pool.query(`select count(*)::int as n from ${table}`)
    assert.deepEqual(rows, [{ n: 0 }], `${table} without a scope`)
  }
})
