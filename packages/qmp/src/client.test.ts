import assert from 'node:assert/strict'
import { mkdtemp, rmdir } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { QmpClient } from './client.ts'
import { QmpClosed, QmpError, QmpTimeout } from './errors.ts'

interface Request {
  readonly execute: string
  readonly arguments: Record<string, unknown>
  readonly id: number
}

/** A QEMU that answers as `answer` says; null stays silent. */
async function fakeQemu(t: TestContext, answer: (request: Request, socket: Socket) => object | null) {
  const folder = await mkdtemp(join(tmpdir(), 'qmp-'))
  const path = join(folder, 'qmp')
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.write('{"QMP": {"version": {}, "capabilities": []}}\r\n')
    let rest = ''
    socket.on('error', () => {})
    socket.on('data', chunk => {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const request = JSON.parse(line) as Request
        const reply = request.execute === 'qmp_capabilities' ? { return: {} } : answer(request, socket)
        if (reply) socket.write(`${JSON.stringify({ ...reply, id: request.id })}\r\n`)
      }
    })
  })
  await new Promise<void>(resolve => server.listen(path, resolve))
  t.after(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise(resolve => server.close(resolve))
    await rmdir(folder)
  })
  const client = await QmpClient.connect(path, 1000)
  t.after(() => client.close())
  return { client, sockets }
}

test('replies find their command though they come in another order', async t => {
  const held: Request[] = []
  const { client } = await fakeQemu(t, (request, socket) => {
    held.push(request)
    if (held.length < 2) return null
    for (const one of held.reverse())
      socket.write(`${JSON.stringify({ return: { status: one.arguments.tag, running: true }, id: one.id })}\r\n`)
    return null
  })
  const [first, second] = await Promise.all([
    client.execute('query-status', { tag: 'first' }),
    client.execute('query-status', { tag: 'second' }),
  ])
  assert.equal(first.status, 'first')
  assert.equal(second.status, 'second')
})

test('a refusal keeps the words of QEMU', async t => {
  const { client } = await fakeQemu(t, () => ({ error: { class: 'DeviceNotFound', desc: 'Device nic9 not found' } }))
  await assert.rejects(client.execute('device_del', { id: 'nic9' }), (cause: unknown) => {
    assert.ok(cause instanceof QmpError)
    assert.equal(cause.errorClass, 'DeviceNotFound')
    assert.equal(cause.description, 'Device nic9 not found')
    return true
  })
})

test('whoever waits hears at once that QEMU is gone', async t => {
  const { client, sockets } = await fakeQemu(t, () => null)
  const waiting = client.execute('query-status')
  for (const socket of sockets) socket.destroy()
  await assert.rejects(waiting, QmpClosed)
  await client.closed
  await assert.rejects(client.execute('query-status'), QmpClosed)
})

test('a QEMU that hangs is told from one that is gone, and its late answer confuses nobody', async t => {
  let late: (() => void) | undefined
  const { client } = await fakeQemu(t, (request, socket) => {
    if (request.execute !== 'stop') return { return: { status: 'paused', running: false } }
    late = () => socket.write(`${JSON.stringify({ return: {}, id: request.id })}\r\n`)
    return null
  })
  await assert.rejects(client.execute('stop', {}, { timeoutMs: 20 }), QmpTimeout)
  late?.()
  assert.equal((await client.execute('query-status')).status, 'paused')
})

test('an event is heard by whoever began to wait before it', async t => {
  const { client } = await fakeQemu(t, (_request, socket) => {
    socket.write(
      '{"event": "DEVICE_DELETED", "data": {"device": "nic1"}, "timestamp": {"seconds": 1, "microseconds": 500000}}\r\n',
    )
    return { return: {} }
  })
  const gone = client.nextEvent(event => event.name === 'DEVICE_DELETED', 1000)
  await client.execute('device_del', { id: 'nic1' })
  const event = await gone
  assert.equal(event.data.device, 'nic1')
  assert.equal(event.at.getTime(), 1500)
})

test('an answer of another shape than documented fails that command only', async t => {
  let times = 0
  const { client } = await fakeQemu(t, () => ({
    return: times++ === 0 ? 'gibberish' : { status: 'running', running: true },
  }))
  await assert.rejects(client.execute('query-status'), { name: 'BadReply' })
  assert.equal((await client.execute('query-status')).running, true)
})
