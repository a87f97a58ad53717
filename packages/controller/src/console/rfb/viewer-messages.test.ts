import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ViewerGreeting } from './greet-viewer.ts'
import { ViewerMessages } from './viewer-messages.ts'

const stream = Buffer.from([
  ...[0, 0, 0, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16, 0, 0, 0],
  ...[2, 0, 0, 2, 0, 0, 0, 0, 0xff, 0xff, 0xfe, 0xfc],
  ...[3, 1, 0, 1, 0, 2, 0, 3, 0, 4],
  ...[4, 1, 0, 0, 0, 0, 0, 97],
  ...[255, 0, 0, 0, 0, 0, 0, 97, 0, 0, 0, 0x1e],
  ...[5, 1, 0, 10, 0, 20],
  ...[6, 0, 0, 0, 0, 0, 0, 2, 104, 105],
  // Another size, a power button, a fence, sound: heard, and nothing is done.
  ...[251, 0, 0, 1, 0, 1, 1, 0, ...new Array<number>(16).fill(0)],
  ...[250, 0, 1, 2],
  ...[248, 0, 0, 0, 0, 0, 0, 0, 1, 9],
  ...[255, 1, 0, 0],
])

test('what a viewer says is understood, however it is cut', () => {
  for (let bytes = 1; bytes <= stream.length; bytes += 1) {
    const reader = new ViewerMessages()
    const heard = []
    for (let at = 0; at < stream.length; at += bytes) heard.push(...reader.take(stream.subarray(at, at + bytes)))
    assert.deepEqual(
      heard.map(({ kind }) => kind),
      ['format', 'encodings', 'request', 'key', 'key', 'pointer', 'text', 'wish', 'wish'],
    )
    const [, encodings, request, down, up] = heard
    assert.deepEqual(encodings, { kind: 'encodings', encodings: new Set([0, -260]) })
    assert.deepEqual(request, { kind: 'request', incremental: true, box: { x: 1, y: 2, width: 3, height: 4 } })
    assert.deepEqual([down?.kind === 'key' && down.key, up?.kind === 'key' && up.key], ['sym 97', 'code 30'])
    assert.deepEqual([down?.kind === 'key' && down.down, up?.kind === 'key' && up.down], [true, false])
  }
})

test('what would take too much memory, or is no message, is refused', () => {
  for (const bytes of [[7], [2, 0, 255, 255], [6, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff], [6, 0, 0, 0, 0x80, 0, 0, 0]])
    assert.throws(() => new ViewerMessages().take(Buffer.from(bytes)))
})

test('a viewer is greeted in one go or byte by byte, and one of another protocol is not', () => {
  const greeting = Buffer.from('RFB 003.008\n\u0001\u0001rest')
  for (const bytes of [1, greeting.length]) {
    const greeter = new ViewerGreeting()
    const told = []
    for (let at = 0; at < greeting.length - 4; at += bytes) {
      const { tell, rest } = greeter.take(greeting.subarray(at, at + bytes))
      told.push(...tell.map(piece => piece.length))
      if (bytes > 1) assert.equal(String(rest), 'rest')
    }
    assert.deepEqual(told, [2, 4])
  }
  assert.deepEqual(new ViewerGreeting().take(Buffer.from('RFB 003.007\n\u0001\u0001')).tell.length, 1)
  assert.throws(() => new ViewerGreeting().take(Buffer.from('GET / HTTP/1.1\r\n')))
  assert.throws(() => new ViewerGreeting().take(Buffer.from('RFB 003.008\n\u0002')))
})
