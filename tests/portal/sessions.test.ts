import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPaddock, type Paddock, PaddockProblem } from '@paddock/sdk'
import { type Cloud, signIn, startCloud, until } from '@paddock/testing'

const refused = (code: string) => (problem: unknown) => {
  assert.ok(problem instanceof PaddockProblem, String(problem))
  assert.equal(problem.code, code)
  return true
}
const over = (paddock: Paddock) => assert.rejects(paddock.session.get(), refused('not-signed-in'))
const doorOf = (cloud: Cloud) => ({ url: cloud.url, tenant: 'acme' })

/** Opens an event stream; `ended` resolves when it has been ended. */
async function openStream(url: string, token: string): Promise<{ ended: Promise<void> }> {
  const response = await fetch(`${url}/v1/events`, { headers: { authorization: `Bearer ${token}` } })
  assert.equal(response.status, 200)
  const reading = async () => {
    for await (const _ of response.body ?? []);
  }
  return { ended: reading() }
}

test('a person sees where they are signed in, and ends one session or all others, streams within two seconds', async t => {
  const cloud = await startCloud(t, { hosts: 0 })
  const ann = await cloud.a.person({ name: 'ann', inProject: 'member' })
  const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
  const firefox = await createPaddock({ baseUrl: cloud.url }).session.create(
    { tenant: 'acme', email: ann.email, password: ann.password },
    { headers: { 'user-agent': agent } },
  )
  const third = await signIn(doorOf(cloud), ann)
  const seen = (await ann.paddock.session.list()).items
  assert.deepEqual(
    seen.map(({ client, current, address }) => [client, current, address]),
    [
      ['A program', false, '127.0.0.1'],
      ['Firefox on Linux', false, '127.0.0.1'],
      ['A program', true, '127.0.0.1'],
    ],
  )
  const { ended } = await openStream(cloud.url, firefox.token)
  const begun = performance.now()
  await ann.paddock.session.end({ session: seen[1]?.id as never })
  await ended
  assert.ok(performance.now() - begun < 2_000)
  await over(createPaddock({ baseUrl: cloud.url, token: firefox.token }))

  await ann.paddock.session.endOthers()
  await over(third.paddock)
  assert.equal((await ann.paddock.session.list()).items.length, 1)

  // Another person's session is none, of the same tenant too; an administrator ends all of them.
  const [own] = (await ann.paddock.session.list()).items
  assert.ok(own)
  await assert.rejects(cloud.a.admin.paddock.session.end({ session: own.id }), refused('not-found'))
  await assert.rejects(cloud.b.admin.paddock.user.endSessions({ user: ann.id }), refused('not-found'))
  await assert.rejects(ann.paddock.user.sessions({ user: cloud.a.admin.id }), refused('not-allowed'))
  assert.equal((await cloud.a.admin.paddock.user.sessions({ user: ann.id })).items.length, 1)
  await cloud.a.admin.paddock.user.endSessions({ user: ann.id })
  await over(ann.paddock)
  const actions = (await cloud.a.admin.paddock.audit.list()).items.map(({ action }) => action)
  for (const action of ['session.end', 'session.end-others', 'user.end-sessions']) assert.ok(actions.includes(action))
})

test('a tenant says how long sessions last and how long they may lie unused; another tenant’s are as they were', async t => {
  let now = Date.now()
  const cloud = await startCloud(t, { hosts: 0, clock: () => new Date(now) })
  const minutes = (count: number) => {
    now += count * 60_000
  }
  const { paddock } = cloud.a.admin
  await paddock.door.update({ sessionIdleMinutes: 30 })
  const ann = await cloud.a.person({ name: 'ann' })
  const stream = await openStream(cloud.url, ann.token)
  for (let at = 0; at < 4; at += 1) {
    minutes(20)
    await ann.paddock.session.get()
    await paddock.session.get()
    await until('The use is noted', async () => {
      const [session] = (await ann.paddock.session.list()).items
      return session && Date.parse(session.lastUsedAt) === now ? true : undefined
    })
  }
  minutes(31)
  await over(ann.paddock)
  await over(paddock)
  const again = await signIn(doorOf(cloud), cloud.a.admin)
  // What had ended does not come back when the rule is lifted.
  await again.paddock.door.update({ sessionIdleMinutes: null, sessionHours: 2 })
  await stream.ended
  minutes(119)
  await again.paddock.session.get()
  minutes(2)
  await over(again.paddock)
  await cloud.b.admin.paddock.session.get()
  await assert.rejects(
    (await signIn(doorOf(cloud), ann)).paddock.door.update({ sessionHours: 8 }),
    refused('not-allowed'),
  )
  await assert.rejects(cloud.operator.paddock.door.get(), refused('not-allowed'))
})

test('API tokens do what they were made for, never more than their owner, until they expire or are ended (BEY-26)', async t => {
  let now = Date.now()
  const cloud = await startCloud(t, { clock: () => new Date(now) })
  const ann = await cloud.a.person({ name: 'ann', role: 'administrator' })
  const lab = await cloud.lab({ name: 'Mine' })
  const other = await cloud.a.admin.paddock.project.create({ name: 'Other' })
  const make = async (wish: Omit<Parameters<Paddock['token']['create']>[0], 'name'>) => {
    const { secret, token } = await ann.paddock.token.create({ name: crypto.randomUUID(), ...wish })
    assert.match(secret, /^pdk_[\w-]{43}$/)
    return { id: token.id, paddock: createPaddock({ baseUrl: cloud.url, token: secret }), secret }
  }
  const reader = await make({ permissions: ['lab.view', 'project.view'], expiresInDays: 1 })
  assert.equal((await reader.paddock.lab.get({ lab: lab.id })).name, 'Mine')
  await assert.rejects(reader.paddock.lab.start({ lab: lab.id }), refused('not-allowed'))
  await assert.rejects(reader.paddock.user.list(), refused('not-allowed'))
  const elsewhere = await make({ projectIds: [other.id] })
  await assert.rejects(elsewhere.paddock.lab.get({ lab: lab.id }), refused('not-found'))
  await elsewhere.paddock.lab.create({ name: 'There', projectId: other.id })
  assert.deepEqual(
    (await elsewhere.paddock.lab.list()).items.map(({ name }) => name),
    ['There'],
  )

  // What is a person's own is not a program's, and a token gives nobody more than it has itself.
  await assert.rejects(reader.paddock.token.list(), refused('not-in-person'))
  await assert.rejects(reader.paddock.token.create({ name: 'wider' }), refused('not-in-person'))
  await assert.rejects(reader.paddock.session.endOthers(), refused('not-in-person'))
  const manager = await make({ permissions: ['user.manage', 'user.view'] })
  const wish = { email: 'eve@acme.test', name: 'Eve', password: 'a long password' }
  await assert.rejects(manager.paddock.user.create({ ...wish, role: 'administrator' }), refused('not-allowed'))
  await assert.rejects(
    manager.paddock.user.update({ user: cloud.a.admin.id, password: 'mine now, and long' }),
    refused('not-allowed'),
  )
  await manager.paddock.user.create(wish)

  // The token is shown once, hashed in the store, and says when it was used last.
  const shown = JSON.stringify(await ann.paddock.token.list())
  assert.ok(!shown.includes(reader.secret))
  const { rows } = await cloud.database.pool.query("select set_config('paddock.scope', '*', false), * from tokens")
  assert.ok(!JSON.stringify(rows).includes(reader.secret.slice(4)))
  const listed = (await ann.paddock.token.list()).items.find(({ id }) => id === reader.id)
  assert.equal(listed?.lastUsedAddress, '127.0.0.1')
  assert.ok(listed.lastUsedAt !== null)
  await assert.rejects(cloud.a.admin.paddock.token.delete({ token: reader.id }), refused('not-found'))

  // A role that the owner loses is lost to the token at once, and what it watches ends.
  const everything = await make({})
  const stream = await openStream(cloud.url, everything.secret)
  await everything.paddock.user.list()
  await cloud.a.admin.paddock.user.update({ user: ann.id, role: null })
  await assert.rejects(everything.paddock.user.list(), refused('not-allowed'))
  await assert.rejects(elsewhere.paddock.lab.create({ name: 'No', projectId: other.id }), refused('not-allowed'))
  await assert.rejects(ann.paddock.token.create({ name: 'x', permissions: ['user.manage'] }), refused('not-allowed'))
  await ann.paddock.token.delete({ token: everything.id })
  await stream.ended
  await over(everything.paddock)

  now += 25 * 3_600_000
  await over(reader.paddock)
  const back = await signIn(doorOf(cloud), ann)
  assert.ok((await back.paddock.token.list()).items.some(({ id }) => id === reader.id))
  await assert.rejects(back.paddock.token.create({ name: 'y', projectIds: [cloud.b.project] }), refused('not-found'))
})
