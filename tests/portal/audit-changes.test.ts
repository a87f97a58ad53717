import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Endpoint, endpoints } from '@paddock/api'
import { startCloud } from '@paddock/testing'
import { asks } from './support/asks.ts'
import { send } from './support/send.ts'
import { makeWorld } from './support/world.ts'

const all: readonly Endpoint[] = endpoints

/** They change nothing that is kept, or are refused here: the password is another. */
const others = ['passwordChange', 'vmDrive']

/** What is asked instead of what other tests ask. */
const bodies: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  diskUpdate: { sizeBytes: 2 ** 40 },
  doorUpdate: { sessionHours: 100, sessionIdleMinutes: 100, totpRequired: true },
  networkUpdate: {
    name: 'other',
    cidr: '10.9.0.0/24',
    gateway: '10.9.0.2',
    domain: 'o.test',
    dhcp: false,
    dns: false,
    nat: false,
  },
  projectAdmit: { role: 'viewer' },
  userUpdate: { name: 'Renamed', role: 'viewer', disabled: true, password: 'another long password' },
}

/** What is so already. */
const alike: Readonly<Record<string, readonly string[]>> = {
  wayUpdate: ['clientId', 'groupsClaim'],
  templateUpdate: ['version'],
  interfaceUpdate: ['networkId'],
}

const secret = /password|secret|userData/i

test('the record of every update says which fields changed, from what to what, and of secrets only that they did (AUD-1)', async t => {
  const cloud = await startCloud(t)
  const world = await makeWorld(cloud, cloud.a)
  // The door last: afterwards everybody needs a second factor.
  const updates = all.filter(({ id, method }) => ['PATCH', 'PUT'].includes(method) && !others.includes(id))
  for (const entry of updates.toSorted(
    (one, two) => Number(one.id === 'doorUpdate') - Number(two.id === 'doorUpdate'),
  )) {
    const token = entry.permission === 'tenant.manage' ? cloud.operator.token : cloud.a.admin.token
    const ask = asks[entry.id as keyof typeof asks](world)
    const body = bodies[entry.id] ?? ask.body ?? {}
    const answer = await send(cloud.url, entry, { ask: { ...ask, body }, token })
    assert.ok(answer.status < 300, `${entry.id}: ${answer.text}`)
    const { changes } = await cloud.database.ofEveryone(tx =>
      tx
        .selectFrom('audit')
        .select('changes')
        .where('request_id', '=', answer.headers.get('x-request-id') ?? '')
        .executeTakeFirstOrThrow(),
    )
    // What belongs to another thing than the record stands behind that.
    const changed = new Map(Object.entries(changes ?? {}).map(([field, pair]) => [field.split(' ').at(-1), pair]))
    for (const [field, value] of Object.entries(body)) {
      const [before, after] = changed.get(field) ?? []
      if (alike[entry.id]?.includes(field)) assert.equal(after, undefined, `${entry.id}: ${field}`)
      else if (secret.test(field)) assert.equal(after, '(not shown)', `${entry.id}: ${field}`)
      else {
        assert.notDeepEqual(before, after, `${entry.id}: ${field}`)
        if (field !== 'groupRoles') assert.deepEqual(after, value, `${entry.id}: ${field}`)
      }
    }
    assert.equal(
      changed.size,
      Object.keys(body).length - (alike[entry.id]?.length ?? 0),
      `${entry.id}: ${JSON.stringify(changes)}`,
    )
  }
})

test('changes are shown, exported and sealed with their record; another’s role stands behind who it is (AUD-1)', async t => {
  const cloud = await startCloud(t, { hosts: 0 })
  const { paddock } = cloud.a.admin
  const { id: project } = await paddock.project.create({ name: 'Exam', description: 'First' })
  const { id: user } = await cloud.a.person({ name: 'mia' })
  await paddock.project.update({ project, name: 'Exams', description: 'x'.repeat(600) })
  await paddock.project.admit({ project, user, role: 'member' })
  await paddock.project.admit({ project, user, role: 'viewer' })
  await paddock.project.expel({ project, user })
  const { items } = await paddock.audit.list({ subject: project })
  const role = (before: string | null, after: string | null) => [{ field: `user ${user} role`, before, after }]
  const byField = (one: { field: string }, two: { field: string }) => one.field.localeCompare(two.field)
  assert.deepEqual(
    items.map(({ changes }) => changes.toSorted(byField)),
    [
      role('viewer', null),
      role('member', 'viewer'),
      role(null, 'member'),
      [
        { field: 'description', before: 'First', after: `${'x'.repeat(500)}…` },
        { field: 'name', before: 'Exam', after: 'Exams' },
      ],
      [],
    ],
  )
  const csv = await new Response(await paddock.audit.export({ action: 'project.admit' })).text()
  assert.match(csv, new RegExp(`,user ${user} role: member → viewer,`))
})
