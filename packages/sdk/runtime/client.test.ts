import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { Client } from './client.ts'
import { PaddockProblem } from './problem.ts'
import { watch } from './watch.ts'

const list = { method: 'GET', path: '/v1/labs', query: ['cursor', 'limit'] } as const
const create = { method: 'POST', path: '/v1/labs/{lab}/vms', body: true, idempotent: true } as const
const start = { method: 'POST', path: '/v1/labs/{lab}/start' } as const
const events = { method: 'GET', path: '/v1/labs/{lab}/events' } as const

type Handler = (request: IncomingMessage, response: ServerResponse, body: string, nth: number) => void

/** A server that answers as the handler says. */
async function serve(t: TestContext, handler: Handler): Promise<Client> {
  let nth = 0
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += piece
    handler(request, response, body, ++nth)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return new Client({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, token: 'secret' })
}

async function everyOne<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = []
  for await (const item of items) list.push(item)
  return list
}

const json = (response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}) =>
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))

const refusal = (code: string, status: number) => ({
  type: `/problems/${code}`,
  title: 'No',
  status,
  detail: 'Not like this.',
  code,
  fault: 'caller',
  requestId: 'r-1',
  errors: [{ in: 'body', path: '/name', message: 'must not be empty' }],
})

test('one object is spread over path, query and body', async t => {
  const seen: string[] = []
  const client = await serve(t, (request, response, body) => {
    seen.push(
      `${request.method} ${request.url} ${body} ${request.headers.authorization} ${request.headers['if-match']}`,
    )
    json(response, 200, {})
  })
  await client.call(create, { lab: 'a/b', name: 'web' }, { ifMatch: 4 })
  await client.call(list, { limit: 2, cursor: undefined })
  assert.deepEqual(seen, [
    'POST /v1/labs/a%2Fb/vms {"name":"web"} Bearer secret "4"',
    'GET /v1/labs?limit=2  Bearer secret undefined',
  ])
})

test('a refusal is a problem with its code, its fields and the id to ask for help with', async t => {
  const client = await serve(t, (_, response) => json(response, 400, refusal('invalid-input', 400)))
  await assert.rejects(client.call(list), (problem: unknown) => {
    assert(problem instanceof PaddockProblem)
    assert.deepEqual(
      [problem.code, problem.status, problem.detail, problem.requestId, problem.fields[0]?.path],
      ['invalid-input', 400, 'Not like this.', 'r-1', '/name'],
    )
    return true
  })
})

test('what is not Paddock, and nobody at all, are told apart', async t => {
  const client = await serve(t, (_, response) => response.writeHead(502).end('<html>Bad gateway</html>'))
  await assert.rejects(client.call(list), { code: 'not-understood', status: 502 })
  const nobody = new Client({ baseUrl: 'http://127.0.0.1:9', tries: 1 })
  await assert.rejects(nobody.call(list), { code: 'unreachable', status: 0 })
})

test('a create whose answer is lost is asked again under the same key, and a start is not', async t => {
  const keys: unknown[] = []
  const client = await serve(t, (request, response, _, nth) => {
    keys.push(request.headers['idempotency-key'])
    if (nth === 1 || nth === 3) response.destroy()
    else json(response, 201, { id: 'x' })
  })
  assert.deepEqual(await client.call(create, { lab: 'l', name: 'web' }), { id: 'x' })
  assert.equal(keys.length, 2)
  assert(keys[0])
  assert.equal(keys[0], keys[1])
  await assert.rejects(client.call(start, { lab: 'l' }), { code: 'unreachable' })
  assert.equal(keys.length, 3)
})

test('a short Retry-After is waited for, a long one is the caller’s to decide', async t => {
  const client = await serve(t, (_, response, _body, nth) => {
    if (nth === 1) json(response, 503, refusal('host-unreachable', 503), { 'retry-after': '0' })
    else if (nth === 2) json(response, 200, { ok: true })
    else json(response, 429, refusal('too-many-attempts', 429), { 'retry-after': '900' })
  })
  assert.deepEqual(await client.call(start, { lab: 'l' }), { ok: true })
  await assert.rejects(client.call(start, { lab: 'l' }), { code: 'too-many-attempts', retryAfterSeconds: 900 })
})

test('a list is followed to its last page', async t => {
  const client = await serve(t, (request, response) => {
    const cursor = new URL(request.url ?? '', 'http://x').searchParams.get('cursor')
    json(response, 200, cursor ? { items: [3], nextCursor: null } : { items: [1, 2], nextCursor: 'two' })
  })
  assert.deepEqual(await everyOne(client.all(list)), [1, 2, 3])
})

test('a stream that breaks goes on behind its last event, and ends when its lab is gone', async t => {
  const asked: unknown[] = []
  const client = await serve(t, (request, response, _, nth) => {
    asked.push(request.headers['last-event-id'])
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    if (nth === 1) {
      response.write(
        ': still here\n\nevent: lab\nid: 7\ndata: {"kind":"lab",\ndata: "sequence":7}\n\nid: 8\r\ndata: {"ki',
      )
      setTimeout(() => response.destroy(), 20)
    } else response.write('id: 8\ndata: {"kind":"lab-gone","sequence":8}\n\n')
  })
  const connections: string[] = []
  const stream = watch<{ kind: string; sequence: number }>(
    client,
    events,
    { lab: 'l' },
    { onConnection: now => connections.push(now) },
  )
  assert.deepEqual(await everyOne(stream), [
    { kind: 'lab', sequence: 7 },
    { kind: 'lab-gone', sequence: 8 },
  ])
  assert.deepEqual(asked, [undefined, '7'])
  assert.deepEqual(connections, ['open', 'lost', 'open'])
})

test('a stream ends without an error when its reader stops it, and with one when the session is over', async t => {
  const client = await serve(t, (_, response, _body, nth) => {
    if (nth === 1) response.writeHead(200).write('data: {"kind":"reload"}\n\n')
    else json(response, 401, refusal('not-signed-in', 401))
  })
  const stop = new AbortController()
  for await (const event of watch(client, events, { lab: 'l' }, { signal: stop.signal })) {
    assert.equal(event.kind, 'reload')
    stop.abort()
  }
  await assert.rejects(everyOne(watch(client, events, { lab: 'l' })), { code: 'not-signed-in' })
})

test('the address of a socket is that of the installation, as WebSocket', () => {
  const client = new Client({ baseUrl: 'https://lab.example.org' })
  assert.equal(
    client.socketUrl({ method: 'GET', path: '/v1/vms/{vm}/serial' }, { vm: 'v' }),
    'wss://lab.example.org/v1/vms/v/serial',
  )
})
