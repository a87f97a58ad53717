import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { startCloud, until } from '@paddock/testing'

const page = Buffer.from('<!doctype html><title>Paddock</title>')
const script = Buffer.from('export {}')
const portal = new Map([
  ['index.html', { type: 'text/html; charset=utf-8', body: page, gzip: gzipSync(page) }],
  ['assets/index-AbC123.js', { type: 'text/javascript', body: script }],
])

test('the portal’s files are served from memory, and every other address that a browser opens is its page', async t => {
  const cloud = await startCloud(t, { hosts: 0, portal })
  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${cloud.url}${path}`, { headers })
  const html = { accept: 'text/html,application/xhtml+xml' }
  for (const path of ['/', '/index.html', '/labs/123', '/anything?x=1']) {
    const answer = await get(path, html)
    assert.equal(answer.status, 200, path)
    assert.equal(await answer.text(), page.toString(), path)
    assert.equal(answer.headers.get('cache-control'), 'no-cache')
    const policy = answer.headers.get('content-security-policy') ?? ''
    for (const rule of ["default-src 'self'", "frame-ancestors 'none'", "connect-src 'self'"])
      assert.ok(policy.includes(rule), policy)
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
  }
  const asset = await get('/assets/index-AbC123.js')
  assert.match(asset.headers.get('cache-control') ?? '', /immutable/)
  assert.equal(asset.headers.get('content-type'), 'text/javascript')
  assert.equal((await get('/', { ...html, 'accept-encoding': 'gzip' })).headers.get('content-encoding'), 'gzip')
  assert.equal((await get('/assets/gone.js')).status, 404)
  assert.equal((await get('/labs/123', { accept: 'application/json' })).status, 404)
  assert.equal((await get('/v1/nothing', html)).status, 404)
  for (const path of ['/../package.json', '/..%2fpackage.json', '/%00'])
    assert.ok([400, 404].includes((await get(path)).status), path)
})

test('health, readiness and the API’s own description are there for everyone, metrics for the operator', async t => {
  const cloud = await startCloud(t)
  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${cloud.url}${path}`, { headers })
  assert.equal((await get('/healthz')).status, 200)
  assert.equal((await get('/readyz')).status, 200)
  const document = (await (await get('/v1/openapi.json')).json()) as { openapi: string; paths: object }
  assert.match(document.openapi, /^3\.1/)
  assert.ok('/v1/labs/{lab}/start' in document.paths)

  await cloud.lab({ name: 'A secret name' })
  const metrics = await (await get('/metrics')).text()
  assert.match(metrics, /^paddock_things\{kind="labs"\} 1$/m)
  for (const secret of ['acme', 'A secret name', cloud.a.id]) assert.ok(!metrics.includes(secret), secret)
  // Whoever comes through a proxy, or by a name that was made to mean this machine, is somebody from outside.
  const outside = { 'x-forwarded-for': '198.51.100.7' }
  assert.equal((await get('/metrics', outside)).status, 401)
  const bearer = (token: string) => ({ ...outside, authorization: `Bearer ${token}` })
  assert.equal((await get('/metrics', bearer(cloud.a.admin.token))).status, 403)
  assert.equal((await get('/metrics', bearer(cloud.operator.token))).status, 200)
})

test('without its database Paddock says so and recovers by itself', async t => {
  const cloud = await startCloud(t)
  const get = (path: string) =>
    fetch(`${cloud.url}${path}`, { headers: { authorization: `Bearer ${cloud.a.admin.token}` } })
  const { pool } = cloud.database
  const connect = pool.connect
  const away = Object.assign(new Error('connect ECONNREFUSED /run/postgres'), { code: 'ECONNREFUSED' })
  Object.assign(pool, {
    connect: (...given: unknown[]) => {
      const done = given[0]
      return typeof done === 'function' ? done(away) : Promise.reject(away)
    },
  })
  for (const path of ['/v1/projects', '/readyz']) {
    const answer = await get(path)
    assert.equal(answer.status, 503, path)
    assert.equal(answer.headers.get('retry-after'), '1')
    assert.equal(((await answer.json()) as { code: string }).code, 'not-available')
  }
  assert.equal((await get('/healthz')).status, 200)
  Object.assign(pool, { connect })
  await until('Paddock answers again', async () => ((await get('/v1/projects')).status === 200 ? true : undefined))
})

test('one address can’t keep everyone else from being served', async t => {
  const cloud = await startCloud(t, { hosts: 0, settings: { requestsPerMinute: 60, signInsPerMinute: 10 } })
  const attempt = () =>
    fetch(`${cloud.url}/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: `${crypto.randomUUID()}@x.test`, password: 'x' }),
    })
  const statuses: number[] = []
  for (let at = 0; at < 12; at += 1) statuses.push((await attempt()).status)
  assert.ok(statuses.includes(429), statuses.join(' '))
  const refused = await attempt()
  assert.equal(refused.status, 429)
  assert.ok(Number(refused.headers.get('retry-after')) > 0)
  assert.equal(((await refused.json()) as { code: string }).code, 'too-many-attempts')
})
