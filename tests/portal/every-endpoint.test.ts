import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Endpoint, endpoints } from '@paddock/api'
import { type Permission, roleMay } from '@paddock/model'
import { startCloud } from '@paddock/testing'
import { asks } from './support/asks.ts'
import { send } from './support/send.ts'
import { makeWorld } from './support/world.ts'

const all: readonly Endpoint[] = endpoints

/** What those answer that ask for no sign-in: whoever has neither password nor link gets nowhere. */
const openly: Readonly<Record<string, readonly [status: number, code?: string]>> = {
  sessionCreate: [401, 'wrong-credentials'],
  invitationLook: [404, 'not-found'],
  invitationAccept: [404, 'not-found'],
  passwordForgot: [204],
  passwordReset: [404, 'not-found'],
  wayOffered: [200],
  wayBegin: [404, 'not-found'],
  wayFinish: [401, 'wrong-credentials'],
}

test('every endpoint asks for a sign-in, but those by which people get in', async t => {
  const cloud = await startCloud(t)
  const world = await makeWorld(cloud, cloud.a)
  for (const entry of all) {
    const answer = await send(cloud.url, entry, { ask: asks[entry.id as keyof typeof asks](world) })
    const [status, code] = openly[entry.id] ?? [401, 'not-signed-in']
    assert.equal(answer.status, status, entry.id)
    assert.equal(answer.json?.code, code, entry.id)
    if (code !== undefined)
      assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/, entry.id)
  }
})

test('every endpoint refuses whoever lacks its permission, before it looks at anything', async t => {
  const cloud = await startCloud(t)
  const world = await makeWorld(cloud, cloud.a)
  const nobody = await cloud.a.person({ name: 'nobody' })
  const member = await cloud.a.person({ name: 'mia', inProject: 'member' })
  const projectAdmin = await cloud.a.person({ name: 'pat', inProject: 'administrator' })
  const open: readonly string[] = ['anyone', 'signed-in', 'in-person', 'template.view', 'asset.view']
  const viewer = await cloud.a.person({ name: 'vera', inProject: 'viewer' })
  // What an administrator of one project may nowhere else: a role there is none in the tenant.
  const tenantWide = /^(tenant|user|audit|host|quota)\.|^project\.create$|^template\.(create|manage)$/
  for (const entry of all) {
    if (entry.permission === 'anyone' || entry.id === 'sessionDelete') continue
    const ask = asks[entry.id as keyof typeof asks](world)
    const status = async (token: string) => (await send(cloud.url, entry, { ask, token })).status
    if (!open.includes(entry.permission)) assert.equal(await status(nobody.token), 403, `${entry.id} for nobody`)
    // What a role may do is refused for the thing at most, which is of another project.
    for (const [role, { token }] of [
      ['member', member],
      ['viewer', viewer],
    ] as const) {
      const may: readonly Permission[] = roleMay[role]
      const allowed = [...open, ...may].includes(entry.permission)
      assert.equal((await status(token)) === 403, !allowed, `${entry.id} for a ${role}`)
    }
    if (tenantWide.test(entry.permission))
      assert.equal(await status(projectAdmin.token), 403, `${entry.id} for a project's administrator`)
  }
})

test('everything that changes something leaves one audit record, done or refused; reading leaves none', async t => {
  const cloud = await startCloud(t)
  const world = await makeWorld(cloud, cloud.a)
  await cloud.a.admin.paddock.lab.start({ lab: world.lab })
  // Deletions last, the parts before the whole, and one's own session at the very end.
  const order = ['interface', 'disk', 'network', 'vm', 'lab', 'template', 'project', 'user', 'session']
  const rank = ({ id }: Endpoint) => (/Delete$|Expel$/.test(id) ? 1 + order.findIndex(noun => id.startsWith(noun)) : 0)
  for (const entry of all.toSorted((one, two) => rank(one) - rank(two))) {
    if (entry.method === 'GET') {
      assert.ok(
        entry.audit === null || entry.sends === 'socket' || entry.sends === 'file',
        `${entry.id} reads, and has an audit action`,
      )
      continue
    }
    assert.ok(entry.audit !== null, `${entry.id} changes something, and has no audit action`)
    const token = entry.permission === 'tenant.manage' ? cloud.operator.token : cloud.a.admin.token
    const answer = await send(cloud.url, entry, { ask: asks[entry.id as keyof typeof asks](world), token })
    assert.notEqual(answer.json?.fault, 'us', `${entry.id}: ${answer.status} ${answer.text}`)
    const rows = await cloud.database.ofEveryone(tx =>
      tx
        .selectFrom('audit')
        .selectAll()
        .where('request_id', '=', answer.headers.get('x-request-id') ?? '')
        .orderBy('id')
        .execute(),
    )
    // What was done in a guest can't be taken back: it is recorded before, and once more if it then fails.
    if (['vmExec', 'vmType', 'vmPress'].includes(entry.id) && rows.length === 2) rows.shift()
    assert.equal(rows.length, 1, `${entry.id}: ${answer.status} ${answer.text}`)
    assert.equal(rows[0]?.action, entry.audit)
    assert.equal(
      rows[0]?.outcome,
      answer.status < 300 ? 'done' : answer.json.fault === 'caller' ? 'refused' : 'failed',
      `${entry.id}: ${answer.text}`,
    )
    assert.equal(rows[0]?.code ?? undefined, answer.status < 300 ? undefined : answer.json.code)
    if (answer.status < 300) assert.equal(answer.status, entry.answer.status, entry.id)
  }
  const reads = await cloud.database.ofEveryone(tx =>
    tx.selectFrom('audit').select('action').where('action', 'like', '%.list').execute(),
  )
  assert.deepEqual(reads, [])
})

test('an address takes its own methods only, and says which', async t => {
  const cloud = await startCloud(t, { hosts: 0 })
  const wrong = await fetch(`${cloud.url}/v1/labs`, { method: 'DELETE' })
  assert.equal(wrong.status, 405)
  assert.deepEqual(new Set(wrong.headers.get('allow')?.split(', ')), new Set(['GET', 'POST']))
  assert.equal((await fetch(`${cloud.url}/v1/nothing`)).status, 404)
  assert.equal((await fetch(`${cloud.url}/v1/labs`, { method: 'HEAD' })).status, 401)
})
