import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Endpoint, endpoints } from '@paddock/api'
import { type Cloud, startCloud } from '@paddock/testing'
import { type Ask, asks } from './support/asks.ts'
import { type Answer, send } from './support/send.ts'
import { makeWorld, type World } from './support/world.ts'

const all: readonly Endpoint[] = endpoints

/** What somebody who means harm, or a program that is broken, puts where a value belongs. */
const hostile: Record<string, unknown> = {
  NUL: 'a\u0000b',
  'a control character': 'a\u001b[31mb',
  'a lone surrogate': 'a\ud800b',
  'text that runs backwards': 'abc\u202egnp.exe',
  'line breaks': 'a\r\nX-Injected: yes\r\n\r\n<h1>',
  SQL: "'; drop table labs; --",
  HTML: '"><script>alert(1)</script><img src=x onerror=alert(1)>',
  'a shell': '$(touch /tmp/pwned)`id`;reboot|cat & \u0027"',
  'a path': '../../../../etc/passwd',
  'a template': '\u0024{7*7}{{constructor.constructor("return 1")()}}%s%n',
  'an address': 'http://169.254.169.254/latest/meta-data',
  'much text': 'x'.repeat(100_000),
  'no text': '',
  'only space': '   ',
  'wide text': '𝕳𝖊𝖑𝖑𝖔 مرحبا 你好 🏴‍☠️',
  'minus one': -1,
  'a fraction': 0.5,
  'beyond safe numbers': 2 ** 53,
  'a number too large': 1e308,
  'a number as text': '1e3',
  true: true,
  null: null,
  'an empty list': [],
  'a list of lists': [[[[]]]],
  'an empty object': {},
  'a prototype': { constructor: { prototype: { admin: true } } },
  'an id of nothing': '00000000-0000-0000-0000-000000000000',
  'a JSON pointer': '/~0/~1/a',
}

/** Fields inside fields are read by the same code: the kinds of trouble are enough there. */
const kinds = [
  'NUL',
  'a lone surrogate',
  'SQL',
  'much text',
  'no text',
  'minus one',
  'beyond safe numbers',
  'null',
  'an empty list',
  'a prototype',
]
const valuesFor = (pointer: string) =>
  Object.entries(hostile).filter(([name]) => pointer.split('/').length === 2 || kinds.includes(name))

type Json = unknown

/** The JSON pointers of every value in a body, inner ones too. */
function pointers(value: Json, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return [at]
  const inner = Object.entries(value).flatMap(([key, below]) => pointers(below, `${at}/${key}`))
  return at === '' ? inner : [at, ...inner]
}

/** The body with another value at a pointer. */
function replaced(value: Json, pointer: string, by: Json): Json {
  const [, key = '', ...rest] = pointer.split('/')
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) }
  const below = (copy as Record<string, Json>)[key]
  ;(copy as Record<string, Json>)[key] = rest.length === 0 ? by : replaced(below, `/${rest.join('/')}`, by)
  return copy
}

const askOf = (entry: Endpoint, world: World): Ask => asks[entry.id as keyof typeof asks](world)

/** What may never happen, whatever is sent. */
function checkSane(answer: Answer, what: string): void {
  const shown = `${what}: ${answer.status} ${answer.text.slice(0, 500)}`
  assert.notEqual(answer.json?.fault, 'us', shown)
  assert.notEqual(answer.status, 500, shown)
  assert.ok(
    !/at \w+.*\.ts:\d+|node_modules|select .* from|syntax error/i.test(answer.text.slice(0, 2_000)),
    `tells of the inside: ${shown}`,
  )
  assert.equal(answer.headers.get('x-injected'), null, shown)
  if (answer.status >= 400) assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/, shown)
  else if (answer.status !== 204 && answer.text !== '')
    assert.match(answer.headers.get('content-type') ?? '', /^application\/json/, shown)
}

/** A value that is right by itself may be wrong beside another, and then that one may be named. */
const aboutTwo = /^(must name one of|must be unique|is already used|must be a machine address|is the gateway)/

/** A refusal names the field that was wrong, or one inside it or around it. */
function checkNames(answer: Answer, where: string, pointer: string, what: string): void {
  const errors = (answer.json?.errors ?? []) as { in: string; path: string; message: string }[]
  const named = errors.some(
    error =>
      error.in === where &&
      (error.path.startsWith(pointer) ||
        (error.path !== '' && (pointer.startsWith(error.path) || aboutTwo.test(error.message)))),
  )
  assert.ok(named, `${what} is refused, but not for ${pointer}: ${answer.text.slice(0, 500)}`)
}

async function settle(cloud: Cloud, world: World): Promise<void> {
  // A door that now asks for more than the caller has would shut them out of all that follows.
  await cloud.database.ofTenant(cloud.a.id, tx => tx.updateTable('doors').set({ totp_required: false }).execute())
  await cloud.a.admin.paddock.session.get()
  await cloud.a.admin.paddock.lab.get({ lab: world.lab })
}

test('a hostile value in any field of any body is refused by the field’s name, or kept and given back as it is', async t => {
  const cloud = await startCloud(t)
  const world = await makeWorld(cloud, cloud.a)
  let sent = 0
  let kept = 0
  for (const entry of all) {
    if (entry.body === null) continue
    const token = entry.permission === 'tenant.manage' ? cloud.operator.token : cloud.a.admin.token
    for (const pointer of pointers(askOf(entry, world).body)) {
      for (const [name, value] of valuesFor(pointer)) {
        // Fresh for each, because names that went through are taken.
        const ask = askOf(entry, world)
        const body = replaced(ask.body, pointer, value) as Record<string, unknown>
        const answer = await send(cloud.url, entry, { ask: { ...ask, body }, token })
        const what = `${entry.id} ${pointer} = ${name}`
        sent += 1
        checkSane(answer, what)
        if (answer.json?.code === 'invalid-input') checkNames(answer, 'body', pointer, what)
        if (answer.status >= 300 || typeof value !== 'string' || pointer.split('/').length > 2) continue
        const echoed = answer.json?.[pointer.slice(1)]
        if (typeof echoed !== 'string') continue
        kept += 1
        // Names lose the space around them and addresses their capitals; nothing else is changed.
        assert.ok(echoed === value || echoed === value.trim(), `${what} came back as ${JSON.stringify(echoed)}`)
      }
    }
    await settle(cloud, world)
  }
  t.diagnostic(`${sent} requests, ${kept} values kept as they are`)
  assert.ok(sent > 1_500 && kept > 50, `${sent} requests, ${kept} kept`)
})

test('a hostile value in any parameter or query field is refused by its name', async t => {
  const cloud = await startCloud(t)
  const world = await makeWorld(cloud, cloud.a)
  // Lone surrogates can't be written into an address.
  const texts = Object.entries(hostile).filter(
    ([, value]) => typeof value === 'number' || (typeof value === 'string' && value.isWellFormed()),
  )
  for (const entry of all) {
    if (entry.permission === 'anyone' || entry.id === 'sessionDelete') continue
    const operators = ['tenant.manage', 'host.view'].includes(entry.permission)
    const token = operators ? cloud.operator.token : cloud.a.admin.token
    for (const name of Object.keys(entry.params.shape))
      for (const [kind, value] of texts) {
        const text = String(value)
        // An empty segment, `..` and text longer than an address can be make another address.
        if (text.trim() === '' || text.length > 1_000) continue
        const ask = askOf(entry, world)
        const answer = await send(cloud.url, entry, { ask: { ...ask, params: { ...ask.params, [name]: text } }, token })
        const what = `${entry.id} {${name}} = ${kind}`
        checkSane(answer, what)
        assert.ok(answer.status === 400 || answer.status === 404, `${what}: ${answer.status}`)
        if (answer.status === 400) checkNames(answer, 'params', `/${name}`, what)
      }
    for (const name of [...Object.keys(entry.query.shape), 'unknown', '__proto__', 'constructor'])
      for (const [kind, value] of texts) {
        if (String(value).length > 5_000) continue
        const ask = askOf(entry, world)
        const query = Object.fromEntries([...Object.entries(ask.query ?? {}), [name, String(value)]])
        const answer = await send(cloud.url, entry, { ask: { ...ask, query }, token })
        const what = `${entry.id} ?${name} = ${kind}`
        checkSane(answer, what)
        if (answer.json?.code === 'invalid-input') checkNames(answer, 'query', `/${name}`, what)
      }
  }
})

test('a body that is no JSON, no object, no UTF-8, too deep, too large or of another type is refused', async t => {
  const cloud = await startCloud(t, { hosts: 0 })
  const { token } = cloud.a.admin
  const post = async (raw: string | Uint8Array<ArrayBuffer>, type = 'application/json') => {
    const entry = all.find(one => one.id === 'projectCreate')
    assert.ok(entry)
    const answer = await send(cloud.url, entry, { ask: {}, token, raw, headers: { 'content-type': type } })
    checkSane(answer, String(raw).slice(0, 50))
    return [answer.status, answer.json?.code, answer.json?.errors?.[0]?.path]
  }
  const invalid = (path: string) => [400, 'invalid-input', path]
  assert.deepEqual(await post('{"name":"a"'), invalid(''))
  assert.deepEqual(await post('[]'), invalid(''))
  assert.deepEqual(await post('"text"'), invalid(''))
  assert.deepEqual(await post('null'), invalid('/name'))
  assert.deepEqual(await post('{"name":1e309}'), invalid('/name'))
  assert.deepEqual(await post('{"name":NaN}'), invalid(''))
  assert.deepEqual(await post('{"name":"a","description":"\\ud800"}'), invalid('/description'))
  assert.deepEqual(await post('{"name":"a","__proto__":{"admin":true}}'), invalid('/__proto__'))
  assert.deepEqual(await post('{"name":"a","constructor":{"prototype":{}}}'), invalid('/constructor'))
  assert.deepEqual(await post('{"name":"a","a/b~c":1}'), invalid('/a~1b~0c'))
  assert.deepEqual(
    await post(Uint8Array.from([...Buffer.from('{"name":"'), 0xff, 0xfe, ...Buffer.from('"}')])),
    invalid(''),
  )
  assert.equal((await post(`{"name":${'['.repeat(500_000)}${']'.repeat(500_000)}}`))[0], 400)
  assert.equal((await post('['.repeat(1_000_000)))[0], 400)
  assert.deepEqual((await post(JSON.stringify({ name: 'x'.repeat(10_000_000) }))).slice(0, 2), [413, 'too-large'])
  for (const type of [
    'text/plain',
    'application/xml',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
  ])
    assert.deepEqual((await post('{"name":"a"}', type)).slice(0, 2), [415, 'unsupported-media-type'], type)
  assert.deepEqual((await post('{"name":"twice","name":"wins"}')).slice(0, 1), [201])
})

test('hostile addresses and headers are refused or ignored', async t => {
  const cloud = await startCloud(t, { hosts: 0 })
  const { token } = cloud.a.admin
  const list = all.find(one => one.id === 'projectList')
  const create = all.find(one => one.id === 'projectCreate')
  assert.ok(list && create)
  for (const path of [
    '/v1/projects/%ED%A0%80',
    '/v1/projects/%',
    '/v1/projects?cursor=%ff',
    '/v1//projects',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/v1/projects/..%2f..',
  ]) {
    const answer = await fetch(`${cloud.url}${path}`, { headers: { authorization: `Bearer ${token}` } })
    assert.ok([400, 404].includes(answer.status), `${path}: ${answer.status}`)
    assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/, path)
  }
  for (const authorization of [
    'Bearer',
    'Bearer x',
    'Basic YTpi',
    `Bearer ${'x'.repeat(5_000)}`,
    `bearer  ${token}x`,
    "Bearer ' or 1=1",
  ]) {
    const answer = await send(cloud.url, list, { ask: {}, headers: { authorization } })
    checkSane(answer, authorization)
    assert.equal(answer.status, 401, authorization)
  }
  for (const cookie of [
    'paddock_session=',
    'paddock_session=%00',
    `paddock_session="${token}x"`,
    'paddock_session=a; paddock_session=b',
    '=;=;=',
  ]) {
    const answer = await send(cloud.url, list, { ask: {}, headers: { cookie } })
    checkSane(answer, cookie)
    assert.equal(answer.status, 401, cookie)
  }
  for (const key of ['x'.repeat(256), 'with space', 'tab\there']) {
    const ask = { body: { name: crypto.randomUUID() } }
    const answer = await send(cloud.url, create, { ask, token, headers: { 'idempotency-key': key } })
    assert.equal(answer.status, 400, key)
    checkNames(answer, 'headers', '/idempotency-key', key)
  }
})
