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

test('five wrong passwords shut an account for a quarter of an hour, one that does not exist alike (AUT-1)', async t => {
  let now = Date.now()
  const cloud = await startCloud(t, { hosts: 0, clock: () => new Date(now) })
  const door = { url: cloud.url, tenant: 'acme' }
  for (const email of [cloud.a.admin.email, 'nobody@acme.test']) {
    // All at once: a guess must not slip by while another is being looked at.
    const guesses = await Promise.allSettled(
      Array.from({ length: 8 }, (_, at) => signIn(door, { email, password: `guess ${at}` })),
    )
    const codes = guesses.map(guess => guess.status === 'rejected' && (guess.reason as PaddockProblem).code)
    assert.equal(codes.filter(code => code === 'wrong-credentials').length, 5, email)
    assert.equal(codes.filter(code => code === 'too-many-attempts').length, 3, email)
  }
  const right = { email: cloud.a.admin.email, password: cloud.a.admin.password }
  await assert.rejects(signIn(door, right), refused('too-many-attempts'))
  // The same address at another tenant's door is another account.
  await assert.rejects(signIn({ ...door, tenant: 'globex' }, right), refused('wrong-credentials'))
  now += 16 * 60_000
  await signIn(door, right)
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
