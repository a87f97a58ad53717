import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { createConnection, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type HostId, Problem, type RunId } from '@paddock/model'
import { WebSocket } from 'ws'
import type { HostCall } from './call.ts'
import { type FakeHost, fakeHost } from './fake-host.ts'
import type { HostLink } from './link.ts'
import { noLog } from './log.ts'
import type { Report } from './report.ts'
import { acceptHosts } from './socket-controller.ts'
import { dialController } from './socket-host.ts'

const run = '018f0000-0000-7000-8000-0000000000aa' as RunId
const backOffMs = { first: 10, longest: 50 }
const exec: HostCall = { method: 'exec', run, command: ['true'], input: '', timeoutSeconds: 1 }

async function until(what: () => boolean): Promise<void> {
  for (let tries = 0; !what(); tries += 1) {
    assert.ok(tries < 500, 'it did not come true in 5 s')
    await pause(10)
  }
}

/** A controller on a Unix socket that notes what hosts say. */
async function startController(t: TestContext, keepAlive?: { everyMs: number; deadAfterMs: number }) {
  const folder = await mkdtemp(join(tmpdir(), 'paddock-link-'))
  const socket = join(folder, 'hosts.sock')
  const links: HostLink[] = []
  const events: string[] = []
  const reports: Report[] = []
  const connections = new Set<Socket>()
  async function listen(): Promise<{ server: Server; accepted: { close(): void } }> {
    const server = createServer()
    server.on('connection', connection => {
      connections.add(connection)
      connection.on('close', () => connections.delete(connection))
    })
    const accepted = acceptHosts({
      server,
      log: noLog,
      ...(keepAlive ? { keepAlive } : {}),
      events: {
        joined: link => {
          links.push(link)
          events.push('joined')
        },
        reported: (_link, report) => reports.push(report),
        left: link => {
          links.splice(links.indexOf(link), 1)
          events.push('left')
        },
      },
    })
    server.listen(socket)
    await once(server, 'listening')
    return { server, accepted }
  }
  let now = await listen()
  const stop = async () => {
    now.accepted.close()
    now.server.closeAllConnections()
    for (const connection of connections) connection.destroy()
    await new Promise(resolve => now.server.close(resolve))
  }
  t.after(async () => {
    await stop()
    await rm(folder, { recursive: true })
  })
  return {
    url: `ws+unix:${socket}:`,
    socket,
    links,
    events,
    reports,
    connections,
    stop,
    again: async () => {
      now = await listen()
    },
    async link(): Promise<HostLink> {
      await until(() => links.length > 0)
      const [link] = links
      assert.ok(link)
      return link
    },
  }
}

function dial(t: TestContext, controller: string, host: FakeHost = fakeHost()) {
  const dialled = dialController({ host, controller, log: noLog, backOffMs })
  t.after(() => dialled.close())
  return { ...dialled, host }
}

const assignmentFor = (host: HostId) => ({
  host,
  generation: 7,
  layers: [],
  volumes: [],
  fences: [],
  machines: [],
  snapshots: [],
})

test('a host dials, is assigned to and reports', async t => {
  const controller = await startController(t)
  const { host } = dial(t, controller.url)
  const link = await controller.link()
  await link.assign(assignmentFor(host.hello.host))
  assert.equal(host.assigned[0]?.generation, 7)
  host.reportNow(7)
  await until(() => controller.reports.at(-1)?.generation === 7)
})

test('a problem crosses the link with its code, and a bug without its cause', async t => {
  const controller = await startController(t)
  const { host } = dial(t, controller.url)
  const link = await controller.link()
  host.answer = async () => {
    throw new Problem('no-agent', 'The guest agent does not answer.')
  }
  await assert.rejects(link.call(exec), { code: 'no-agent', message: 'The guest agent does not answer.' })
  host.answer = async () => {
    throw new Error('/secret/path is broken')
  }
  await assert.rejects(link.call(exec), (cause: Problem) => cause.code === 'bug' && !cause.message.includes('secret'))
})

test('a broken link fails what is under way, and the host comes back by itself', async t => {
  const controller = await startController(t)
  const { host } = dial(t, controller.url)
  const link = await controller.link()
  host.answer = () => new Promise(() => {})
  const answer = link.call({ ...exec, timeoutSeconds: 600 })
  const refused = assert.rejects(answer, { code: 'host-unreachable' })
  await controller.stop()
  await refused
  await assert.rejects(link.call(exec), { code: 'host-unreachable' })
  await pause(100)
  await controller.again()
  host.reportNow(9)
  await until(() => controller.reports.at(-1)?.generation === 9)
  assert.deepEqual(controller.events, ['joined', 'left', 'joined'])
})

test('a newer link of a host closes the older one', async t => {
  const controller = await startController(t)
  const first = dial(t, controller.url)
  const link = await controller.link()
  first.close()
  dial(t, controller.url)
  await until(() => controller.links.length === 1 && controller.links[0] !== link)
  assert.equal(controller.events.filter(event => event === 'left').length, 1)
})

test('bytes stream both ways on a connection of their own, and the end of one end is the end of both', async t => {
  const controller = await startController(t)
  const { host } = dial(t, controller.url)
  const link = await controller.link()
  const near = await link.openStream({ kind: 'serial', run })
  const far = host.streams[0] as Duplex
  near.write('hello')
  assert.equal(String((await once(far, 'data'))[0]), 'hello')
  far.write('world')
  assert.equal(String((await once(near, 'data'))[0]), 'world')
  far.end()
  await once(near, 'end')
  await assert.rejects(link.openStream({ kind: 'screen', run }), { code: 'not-found' })
  const second = await link.openStream({ kind: 'serial', run })
  second.destroy()
  await once(host.streams[1] as Duplex, 'close')
})

test('nothing is lost of what the far end says before anybody reads: a screen greets at once', async t => {
  const controller = await startController(t)
  const { host } = dial(t, controller.url)
  const link = await controller.link()
  const open = host.openStream
  const greeting = Buffer.alloc(100_000, 'RFB 003.008')
  host.openStream = async wanted => {
    const stream = await open(wanted)
    host.streams.at(-1)?.write(greeting)
    return stream
  }
  for (let time = 0; time < 20; time += 1) {
    const stream = await link.openStream({ kind: 'serial', run })
    let read = 0
    for await (const piece of stream) {
      read += (piece as Buffer).length
      if (read >= greeting.length) break
    }
    assert.equal(read, greeting.length)
  }
})

test('a reader that does not read stops the writer at the far end', async t => {
  const controller = await startController(t)
  const { host } = dial(t, controller.url)
  const near = await (await controller.link()).openStream({ kind: 'serial', run })
  const far = host.streams[0] as Duplex
  const piece = Buffer.alloc(64 * 1024, 7)
  let sent = 0
  while (
    sent < 500 &&
    (far.write(piece) || (await Promise.race([once(far, 'drain').then(() => true), pause(500, false)])))
  )
    sent += 1
  assert.ok(sent < 200, `${sent} pieces were taken though nobody read`)
  let got = 0
  near.on('data', (chunk: Buffer) => {
    got += chunk.length
  })
  await until(() => got >= sent * piece.length)
})

test('streams end with their link', async t => {
  const controller = await startController(t)
  const { host } = dial(t, controller.url)
  const link = await controller.link()
  const near = await link.openStream({ kind: 'serial', run })
  near.on('error', () => {})
  link.close()
  await until(() => near.destroyed && host.streams[0]?.destroyed === true)
})

test('a stream needs a ticket that was issued', async t => {
  const controller = await startController(t)
  const open = async (ticket: string) => {
    const socket = new WebSocket(`${controller.url}/host-link/stream`, { headers: { 'x-paddock-ticket': ticket } })
    const [answer] = await once(socket, 'unexpected-response').then(([, response]) => [response.statusCode as number])
    socket.on('error', () => {})
    socket.terminate()
    return answer
  }
  assert.equal(await open(''), 403)
  assert.equal(await open('0'.repeat(64)), 403)
})

test('messages that are not understood close the link, and so does another version of the contract', async t => {
  const controller = await startController(t)
  const say = async (text: string) => {
    const socket = new WebSocket(`${controller.url}/host-link`)
    await once(socket, 'open')
    socket.send(text)
    const [code] = await once(socket, 'close')
    return code as number
  }
  assert.equal(await say('{'), 1008)
  assert.equal(await say('{"type":"report"}'), 1008)
  const hello = { ...fakeHost().hello, contract: 2 }
  assert.equal(await say(JSON.stringify({ type: 'hello', hello })), 1008)
  assert.equal(controller.links.length, 0)
})

test('a host that is silent for too long is gone, though its connection stands', async t => {
  const controller = await startController(t, { everyMs: 20, deadAfterMs: 100 })
  // A WebSocket client spelt by hand, which says hello and then answers no ping.
  const raw = createConnection(controller.socket)
  raw.on('error', () => {})
  raw.write(
    'GET /host-link HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n',
  )
  await once(raw, 'data')
  const text = Buffer.from(JSON.stringify({ type: 'hello', hello: fakeHost().hello }))
  const head = Buffer.from([0x81, 0x80 | 126, text.length >> 8, text.length & 255, 0, 0, 0, 0])
  raw.write(Buffer.concat([head, text]))
  await until(() => controller.events.length === 1)
  await until(() => controller.events.length === 2)
  assert.deepEqual(controller.events, ['joined', 'left'])
  raw.destroy()
})
