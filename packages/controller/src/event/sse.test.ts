import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import fastify from 'fastify'
import { type EventStream, openEventStream } from './sse.ts'

async function begin(t: { after(fn: () => unknown): void }) {
  const server = fastify({ forceCloseConnections: true })
  t.after(() => server.close())
  const opened = Promise.withResolvers<EventStream>()
  server.get('/', (_, reply) => opened.resolve(openEventStream(reply)))
  const url = new URL(await server.listen({ host: '127.0.0.1', port: 0 }))
  return { url, opened: opened.promise }
}

test('a viewer who does not read is dropped before it costs memory', async t => {
  const { url, opened } = await begin(t)
  const socket = connect({ host: url.hostname, port: Number(url.port) })
  t.after(() => socket.destroy())
  socket.on('error', () => {})
  socket.pause()
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  const stream = await opened
  const dropped = new Promise<void>(resolve => stream.onClose(resolve))
  const closed = { yet: false }
  void dropped.then(() => {
    closed.yet = true
  })
  const before = process.memoryUsage().arrayBuffers
  for (let at = 0; at < 2_000 && !closed.yet; at += 1) {
    stream.send(String(at), { text: 'x'.repeat(64 * 1024) })
    if (at % 10 === 0) await new Promise(resolve => setImmediate(resolve))
  }
  await dropped
  assert.ok(process.memoryUsage().arrayBuffers - before < 64 * 1024 * 1024)
  // What comes after the end goes nowhere, and harms nobody.
  stream.send('late', {})
  stream.end()
})

test('events are written as the standard says, and end when they are told to', async t => {
  const { url, opened } = await begin(t)
  const response = fetch(url)
  const stream = await opened
  stream.position('hub-7')
  stream.send('hub-8', { kind: 'lab', text: 'two\nlines' })
  stream.end()
  const answer = await response
  assert.match(answer.headers.get('content-type') ?? '', /^text\/event-stream/)
  assert.equal(await answer.text(), 'id: hub-7\n\nid: hub-8\ndata: {"kind":"lab","text":"two\\nlines"}\n\n')
})
