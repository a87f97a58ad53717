import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import type { ScreenLine, TakePiece } from '@paddock/host-api'
import type { WebSocket } from 'ws'
import { encoding } from './rfb/encoding.ts'
import { browserPicture, keyOf } from './rfb/wanted-picture.ts'
import { requestUpdate, resizeTo, setEncodings } from './rfb/write.ts'
import { ScreenSource } from './screen-source.ts'
import { ScreenViewer } from './screen-viewer.ts'

/** A machine's end of a line: what it is told, and what it says. */
function machine() {
  let take: TakePiece = () => {}
  const told: Buffer[] = []
  const memory = Buffer.alloc(64)
  const line: ScreenLine = {
    read: next => {
      take = next
    },
    write: bytes => {
      told.push(bytes)
      return true
    },
    onceDrained: () => {},
    onceEnded: () => {},
    pause: () => {},
    resume: () => {},
    close: () => {},
  }
  return {
    line,
    told,
    /** As a lender does: the same memory again and again, once it is given back. */
    says(bytes: Buffer) {
      bytes.copy(memory)
      take(memory.subarray(0, bytes.length), () => memory.fill(0xee))
    },
  }
}

/** A viewer that has greeted, takes these encodings, and has asked for the screen. */
function viewerOf(source: ScreenSource, encodings: readonly number[]) {
  const got: Buffer[] = []
  const ends: string[] = []
  const socket = Object.assign(new EventEmitter(), {
    bufferedAmount: 0,
    isPaused: false,
    send: (bytes: Buffer, sent?: () => void) => {
      got.push(Buffer.from(bytes))
      sent?.()
    },
  })
  new ScreenViewer({
    socket: socket as unknown as WebSocket,
    held: { source, key: keyOf(browserPicture), release: () => {} },
    openOther: async () => {
      throw new Error('It takes the form that all take.')
    },
    mayDrive: () => true,
    ended: why => void ends.push(why),
  })
  const says = (...messages: Buffer[]) => {
    for (const message of messages) socket.emit('message', message)
  }
  const format = Buffer.concat([Buffer.alloc(4), browserPicture.format])
  says(Buffer.from('RFB 003.008\n'), Buffer.of(1), Buffer.of(1), format, setEncodings(encodings))
  says(requestUpdate(source.whole, false))
  got.length = 0
  return { got, ends, asks: () => says(requestUpdate(source.whole, true)) }
}

test('a screen that changes its size says so to who is there, and is sent to them whole; who can’t take that is told to come again (CON-1)', async () => {
  const { line, told, says } = machine()
  const screen = { width: 720, height: 400, name: 'vm-1' }
  const source = new ScreenSource(line, { screen, picture: browserPicture, ended: () => {} })
  const able = viewerOf(source, [encoding.tightPng, encoding.desktopSize])
  const unable = viewerOf(source, [encoding.tightPng])
  await Promise.resolve()
  told.length = 0

  says(resizeTo({ width: 1024, height: 768 }))
  await Promise.resolve()
  assert.deepEqual(source.whole, { x: 0, y: 0, width: 1024, height: 768 })
  assert.deepEqual(able.got, [resizeTo({ width: 1024, height: 768 })])
  assert.deepEqual(unable.ends, ['The screen has another size now. Open it again.'])
  able.asks()
  await Promise.resolve()
  const whole = requestUpdate(source.whole, false)
  assert.ok(
    told.some(bytes => bytes.equals(whole)),
    'the whole screen is asked for anew',
  )

  // One tile of the new screen, of one colour.
  const update = Buffer.from([0, 0, 0, 1, 3, 240, 2, 240, 0, 16, 0, 16, 255, 255, 254, 252, 0x80, 1, 2, 3])
  says(update)
  assert.deepEqual(able.got.at(-1), update)
})
