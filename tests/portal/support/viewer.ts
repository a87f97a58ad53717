import assert from 'node:assert/strict'
import { until } from '@paddock/testing'
import { WebSocket } from 'ws'

/** Where a viewer goes, and who it is. */
export interface Door {
  /** `http://127.0.0.1:8080`. */
  readonly url: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

/** An open WebSocket, with what came over it. */
export interface OpenSocket {
  readonly socket: WebSocket
  readonly received: () => Buffer
  /** Resolves with the close code. */
  readonly closed: Promise<number>
}

/** Opens a console, or resolves with the status and code of the refusal. */
export function knock({ url, path, headers }: Door): Promise<OpenSocket | { status: number; code: string }> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, { headers })
  const chunks: Buffer[] = []
  socket.on('message', (data: Buffer) => chunks.push(data))
  socket.on('error', () => {})
  const closed = new Promise<number>(resolve => socket.once('close', resolve))
  return new Promise(resolve => {
    socket.once('open', () => resolve({ socket, received: () => Buffer.concat(chunks), closed }))
    socket.once('unexpected-response', (_, response) => {
      let text = ''
      response.on('data', chunk => {
        text += chunk
      })
      response.once('end', () => resolve({ status: response.statusCode ?? 0, code: JSON.parse(text).code }))
    })
  })
}

export async function enter(door: Door): Promise<OpenSocket> {
  const result = await knock(door)
  assert.ok('socket' in result, JSON.stringify(result))
  return result
}

/** Numbers of encodings (RFC 6143, section 7.7, and the community's RFB specification). */
const raw = 0
const resize = -223
const extendedKeys = -258

/** The format that browsers ask for: 32 bits, red lowest. */
const format = [32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16, 0, 0, 0]

/** A viewer of a screen that takes raw pictures only, so that what it sees can be compared. */
export interface TestViewer extends OpenSocket {
  readonly size: { width: number; height: number }
  /** The picture as it is now: four bytes a dot. */
  readonly picture: () => Buffer
  readonly updates: () => number
  /** True once the other side said that it takes keys by their scan code. */
  readonly takesScanCodes: () => boolean
  /** Sends bytes as they are. */
  send(...bytes: number[]): void
  /** Presses and lets go a key, by its X11 number. */
  press(key: number): void
  /** Asks for no more updates: as a viewer that is too slow for them. */
  stall(): void
  /** Asks again, whole or for what changes. */
  ask(incremental: boolean): void
}

/** Opens a screen as a viewer, and begins to watch. */
export async function watchScreen(door: Door): Promise<TestViewer> {
  const open = await enter(door)
  const { socket } = open
  let taken = 0
  const take = async (bytes: number): Promise<Buffer> => {
    const all = await until(`${bytes} bytes of the greeting`, () => {
      const now = open.received()
      return now.length >= taken + bytes ? now : undefined
    })
    const piece = all.subarray(taken, taken + bytes)
    taken += bytes
    return piece
  }
  assert.equal(String(await take(12)), 'RFB 003.008\n')
  socket.send('RFB 003.008\n')
  assert.deepEqual([...(await take(2))], [1, 1])
  socket.send(Buffer.of(1))
  assert.deepEqual([...(await take(4))], [0, 0, 0, 0])
  socket.send(Buffer.of(1))
  const head = await take(24)
  await take(head.readUInt32BE(20))
  const size = { width: head.readUInt16BE(0), height: head.readUInt16BE(2) }
  const seen = { picture: Buffer.alloc(size.width * size.height * 4), updates: 0, scanCodes: false, stalled: false }

  const send = (...bytes: number[]) => socket.send(Buffer.from(bytes))
  const ask = (incremental: boolean) =>
    send(3, incremental ? 1 : 0, 0, 0, 0, 0, size.width >> 8, size.width & 255, size.height >> 8, size.height & 255)
  let rest = Buffer.alloc(0)
  socket.on('message', (data: Buffer) => {
    rest = Buffer.concat([rest, data])
    for (;;) {
      const update = readUpdate(rest)
      if (update === null) return
      rest = rest.subarray(update.length)
      for (const { kind, x, y, width, height, dots } of update.boxes) {
        if (kind === extendedKeys) seen.scanCodes = true
        if (kind === resize) {
          Object.assign(size, { width, height })
          seen.picture = Buffer.alloc(width * height * 4)
        }
        if (kind !== raw) continue
        seen.updates += 1
        for (let line = 0; line < height; line += 1)
          dots.copy(seen.picture, ((y + line) * size.width + x) * 4, line * width * 4, (line + 1) * width * 4)
      }
      if (!seen.stalled) ask(true)
    }
  })
  send(0, 0, 0, 0, ...format)
  const encodings = [raw, resize, extendedKeys]
  const list = Buffer.alloc(4 * encodings.length)
  for (const [at, one] of encodings.entries()) list.writeInt32BE(one, 4 * at)
  send(2, 0, 0, encodings.length, ...list)
  ask(false)
  return {
    ...open,
    size,
    picture: () => seen.picture,
    updates: () => seen.updates,
    takesScanCodes: () => seen.scanCodes,
    send,
    ask,
    press(key) {
      for (const down of [1, 0]) send(4, down, 0, 0, key >> 24, (key >> 16) & 255, (key >> 8) & 255, key & 255)
    },
    stall() {
      seen.stalled = true
    },
  }
}

interface TestBox {
  readonly kind: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly dots: Buffer
}

/** One update off the front; null: it is not whole yet. */
function readUpdate(bytes: Buffer): { length: number; boxes: TestBox[] } | null {
  if (bytes.length < 4) return null
  assert.equal(bytes[0], 0, 'something else than an update came')
  const boxes: TestBox[] = []
  let at = 4
  for (let left = bytes.readUInt16BE(2); left > 0; left -= 1) {
    if (bytes.length < at + 12) return null
    const [x, y, width, height] = [0, 2, 4, 6].map(offset => bytes.readUInt16BE(at + offset)) as [
      number,
      number,
      number,
      number,
    ]
    const kind = bytes.readInt32BE(at + 8)
    const length = kind === raw ? width * height * 4 : 0
    at += 12
    if (bytes.length < at + length) return null
    boxes.push({ kind, x, y, width, height, dots: bytes.subarray(at, at + length) })
    at += length
  }
  return { length: at, boxes }
}
