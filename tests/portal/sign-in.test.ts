import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpoints } from '@paddock/api'
import { createPaddock, PaddockProblem } from '@paddock/sdk'
import { signIn, startCloud } from '@paddock/testing'

const refused = (code: string) => (problem: unknown) => {
  assert.ok(problem instanceof PaddockProblem, String(problem))
  assert.equal(problem.code, code)
  return true
}

test('a right password opens, a wrong one does not, and both are on record (AUT-1)', async t => {
  const cloud = await startCloud(t, { hosts: 0 })
  const door = { url: cloud.url, tenant: 'acme' }
  const { email, password } = cloud.a.admin
  const person = await signIn(door, { email, password })
  const me = await person.paddock.session.get()
  assert.equal(me.user.email, email)
  assert.equal(me.tenant?.slug, 'acme')
  assert.ok(me.permissions.includes('user.manage'))

  await assert.rejects(signIn(door, { email, password: 'wrong' }), refused('wrong-credentials'))
  await assert.rejects(signIn(door, { email: 'nobody@acme.test', password }), refused('wrong-credentials'))
  await assert.rejects(signIn({ ...door, tenant: 'globex' }, { email, password }), refused('wrong-credentials'))
  await assert.rejects(signIn({ ...door, tenant: null }, { email, password }), refused('wrong-credentials'))

  const records = (await cloud.a.admin.paddock.audit.list({ action: 'session.create' })).items
  assert.deepEqual(
    records.map(({ outcome, code, actor, subject }) => [outcome, code, actor?.id ?? null, subject?.name]),
    [
      ['refused', 'wrong-credentials', null, 'nobody@acme.test'],
      ['refused', 'wrong-credentials', null, email],
      ['done', null, person.id, email],
      ['done', null, person.id, email],
    ],
  )
})

test('wrong passwords shut an account for longer and longer, one that does not exist alike, until an administrator lifts it (AUT-1)', async t => {
  let now = Date.now()
  const cloud = await startCloud(t, { hosts: 0, clock: () => new Date(now) })
  const door = { url: cloud.url, tenant: 'acme' }
  const ann = await cloud.a.person({ name: 'ann' })
  for (const email of [ann.email, 'nobody@acme.test']) {
    // All at once: a guess must not slip by while another is being looked at.
    const guesses = await Promise.allSettled(
      Array.from({ length: 8 }, (_, at) => signIn(door, { email, password: `guess ${at}` })),
    )
    const codes = guesses.map(guess => guess.status === 'rejected' && (guess.reason as PaddockProblem).code)
    assert.equal(codes.filter(code => code === 'wrong-credentials').length, 5, email)
    assert.equal(codes.filter(code => code === 'too-many-attempts').length, 3, email)
  }
  const waitOf = async (password: string) => {
    const problem = await signIn(door, { email: ann.email, password }).catch(error => error as PaddockProblem)
    return problem instanceof PaddockProblem && problem.code === 'too-many-attempts' ? problem.retryAfterSeconds : 0
  }
  assert.equal(await waitOf(ann.password), 60)
  // The same address at another tenant's door is another account.
  await assert.rejects(signIn({ ...door, tenant: 'globex' }, ann), refused('wrong-credentials'))
  const waits: (number | null)[] = []
  for (let at = 0; at < 3; at += 1) {
    now += (waits.at(-1) ?? 60) * 1000
    await assert.rejects(signIn(door, { ...ann, password: 'wrong' }), refused('wrong-credentials'))
    waits.push(await waitOf('wrong'))
  }
  assert.deepEqual(waits, [120, 240, 480])

  const { paddock } = cloud.a.admin
  assert.ok((await paddock.user.get({ user: ann.id })).lockedUntil !== null)
  await assert.rejects(cloud.b.admin.paddock.user.unlock({ user: ann.id }), refused('not-found'))
  await assert.rejects(ann.paddock.user.unlock({ user: ann.id }), refused('not-allowed'))
  assert.equal((await paddock.user.unlock({ user: ann.id })).lockedUntil, null)
  await signIn(door, ann)
  assert.equal(
    (await paddock.audit.list({ action: 'user.unlock' })).items.filter(one => one.outcome === 'done').length,
    1,
  )
})

test('an address that guesses at many accounts is shut too, and says so', async t => {
  let now = Date.now()
  const cloud = await startCloud(t, { hosts: 0, clock: () => new Date(now) })
  const door = { url: cloud.url, tenant: 'acme' }
  const guess = (at: number) => signIn(door, { email: `person-${at}@acme.test`, password: 'Summer2026!' })
  for (let at = 0; at < 50; at += 1) await assert.rejects(guess(at), refused('wrong-credentials'))
  await assert.rejects(guess(51), (problem: PaddockProblem) => /Your address is shut/.test(problem.message))
  await assert.rejects(signIn(door, cloud.a.admin), refused('too-many-attempts'))
  now += 61_000
  await signIn(door, cloud.a.admin)
})

test('a person changes their own password with the old one; easy ones are refused, and other sessions end', async t => {
  const cloud = await startCloud(t, { hosts: 0 })
  const door = { url: cloud.url, tenant: 'acme' }
  const ann = await cloud.a.person({ name: 'ann' })
  const other = await signIn(door, ann)
  const change = (currentPassword: string, password: string) =>
    ann.paddock.password.change({ currentPassword, password })
  await assert.rejects(change('not it', 'a new long password'), refused('wrong-credentials'))
  for (const weak of ['short', 'password123', 'ann@acme.test', 'aaaaaaaaaaaaaaa'])
    await assert.rejects(change(ann.password, weak), refused('invalid-input'), weak)
  await other.paddock.session.get()
  await change(ann.password, 'a new long password')
  await ann.paddock.session.get()
  await assert.rejects(other.paddock.session.get(), refused('not-signed-in'))
  await assert.rejects(signIn(door, ann), refused('wrong-credentials'))
  await signIn(door, { ...ann, password: 'a new long password' })
  // Guesses in a session count as guesses at the door.
  for (let at = 0; at < 6; at += 1) await change('guess', 'another long password').catch(() => {})
  await assert.rejects(change('a new long password', 'another long password'), refused('too-many-attempts'))
  const weak = { email: 'bob@acme.test', name: 'Bob', password: 'password123' }
  await assert.rejects(cloud.a.admin.paddock.user.create(weak), refused('invalid-input'))
})

test('whoever names no account keeps Paddock as busy as whoever names one', async t => {
  const cloud = await startCloud(t, { hosts: 0 })
  const time = async (email: string) => {
    const begun = performance.now()
    await signIn({ url: cloud.url, tenant: 'acme' }, { email, password: 'wrong' }).catch(() => {})
    return performance.now() - begun
  }
  const pairs: [number, number][] = []
  for (let at = 0; at < 5; at += 1) pairs.push([await time(`admin@acme.test`), await time(`nobody-${at}@acme.test`)])
  const median = (side: 0 | 1) => pairs.map(pair => pair[side]).toSorted((a, b) => a - b)[2] ?? 0
  assert.ok(median(1) > median(0) / 3, `${median(0)} ms and ${median(1)} ms`)
})

test('a session ends when its person signs out, gets a new password, is disabled, or its time is over', async t => {
  let now = Date.now()
  const cloud = await startCloud(t, { hosts: 0, clock: () => new Date(now) })
  const door = { url: cloud.url, tenant: 'acme' }
  const person = await cloud.a.person({ name: 'ann', inProject: 'member' })
  const again = () => signIn(door, person)
  const over = (one: Awaited<ReturnType<typeof again>>) =>
    assert.rejects(one.paddock.session.get(), refused('not-signed-in'))

  const [one, two] = [await again(), await again()]
  await one.paddock.session.delete()
  await over(one)
  await two.paddock.session.get()

  await cloud.a.admin.paddock.user.update({ user: person.id, password: 'a new long password' })
  await over(two)
  await assert.rejects(again(), refused('wrong-credentials'))
  const three = await signIn(door, { ...person, password: 'a new long password' })
  await cloud.a.admin.paddock.user.update({ user: person.id, disabled: true })
  await over(three)
  await assert.rejects(signIn(door, { ...person, password: 'a new long password' }), refused('wrong-credentials'))

  now += 13 * 3_600_000
  await assert.rejects(cloud.a.admin.paddock.session.get(), refused('not-signed-in'))
})

test('the last administrator of a tenant can be neither removed, disabled nor demoted, not even by two at once', async t => {
  const cloud = await startCloud(t, { hosts: 0 })
  const { admin } = cloud.a
  const { paddock } = admin
  await assert.rejects(paddock.user.update({ user: admin.id, role: null }), refused('not-now'))
  await assert.rejects(paddock.user.update({ user: admin.id, disabled: true }), refused('not-now'))
  await assert.rejects(paddock.user.delete({ user: admin.id }), refused('not-now'))
  const second = await cloud.a.person({ name: 'second', role: 'administrator' })
  const both = await Promise.allSettled([
    paddock.user.update({ user: second.id, role: 'member' }),
    second.paddock.user.update({ user: admin.id, role: 'member' }),
  ])
  assert.equal(both.filter(one => one.status === 'fulfilled').length, 1, JSON.stringify(both))
})

test('the cookie is out of reach of scripts and other sites, and only Paddock’s own pages may use it', async t => {
  const cloud = await startCloud(t, { hosts: 0 })
  const { email, password } = cloud.a.admin
  const body = JSON.stringify({ tenant: 'acme', email, password })
  const headers = { 'content-type': 'application/json' }
  const opened = await fetch(`${cloud.url}/v1/sessions`, { method: 'POST', headers, body })
  const cookie = opened.headers.get('set-cookie') ?? ''
  assert.match(cookie, /^paddock_session=[\w-]{43}; /)
  for (const mark of ['HttpOnly', 'SameSite=Strict', 'Path=/']) assert.ok(cookie.includes(mark), cookie)
  const own = { ...headers, cookie: cookie.split(';')[0] ?? '' }
  const create = (more: Record<string, string>) =>
    fetch(`${cloud.url}/v1/projects`, {
      method: 'POST',
      headers: { ...own, ...more },
      body: JSON.stringify({ name: crypto.randomUUID() }),
    }).then(async answer => [answer.status, ((await answer.json()) as { code?: string }).code])
  assert.deepEqual(await create({ origin: cloud.url }), [201, undefined])
  for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1', `${cloud.url}.evil.example`])
    assert.deepEqual(await create({ origin }), [403, 'wrong-origin'], origin)
  assert.deepEqual(await create({}), [403, 'wrong-origin'], 'no origin')
  assert.equal((await fetch(`${cloud.url}/v1/session`, { headers: own })).status, 200)
  // Another site must not sign somebody in either, as somebody else.
  const login = await fetch(`${cloud.url}/v1/sessions`, {
    method: 'POST',
    headers: { ...headers, origin: 'https://evil.example' },
    body,
  })
  assert.equal(login.status, 403)
})

test('no secret gets into the log, and every line of a request has its id', async t => {
  const lines: string[] = []
  const write = (fields: object, event: string) =>
    void lines.push(JSON.stringify({ ...fields, event, err: 'err' in fields ? String(fields.err) : undefined }))
  const cloud = await startCloud(t, { hosts: 0, log: { debug: write, info: write, warn: write, error: write } })
  await signIn({ url: cloud.url, tenant: 'acme' }, { ...cloud.a.admin, password: 'wrong secret' }).catch(() => {})
  await createPaddock({ baseUrl: cloud.url, token: 'a-wrong-token-that-is-long-enough' })
    .session.get()
    .catch(() => {})
  const all = lines.join('\n')
  assert.ok(lines.length > 5)
  for (const secret of [cloud.a.admin.password, 'wrong secret', cloud.a.admin.token, 'a-wrong-token', 'argon2'])
    assert.ok(!all.includes(secret), secret)
  for (const line of lines.filter(one => one.includes('"event":"request"')))
    assert.match(line, /"requestId":"[0-9a-f-]{36}"/)
  assert.ok(endpoints.length > 50)
})
