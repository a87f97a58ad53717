import { Duplex } from 'node:stream'
import type { Clock } from '@paddock/host'
import type { SimKeyboard } from './keyboard.ts'
import { drawPicture, height, width } from './picture.ts'

/** How the viewer wants its dots (RFC 6143, section 7.4). */
interface PixelFormat {
  readonly bytes: 1 | 2 | 4
  readonly bigEndian: boolean
  readonly max: readonly [number, number, number]
  readonly shift: readonly [number, number, number]
}

const ownFormat: PixelFormat = { bytes: 4, bigEndian: false, max: [255, 255, 255], shift: [16, 8, 0] }
const frameMs = 1_000
/** Keys by their scan code (the community's RFB specification, "QEMU Extended Key Event Pseudo-encoding"). */
const extendedKeys = -258

/**
 * A simulated screen: a server of the remote framebuffer protocol 3.8 (RFC 6143) with one picture, raw encoding and no password,
 * as QEMU's is on its socket.
 */
export function simScreen(needs: { clock: Clock; keyboard: SimKeyboard; title(): string; isOn(): boolean }): Duplex {
  let input = Buffer.alloc(0)
  let state: 'version' | 'security' | 'init' | 'open' = 'version'
  let format = ownFormat
  let shown = ''
  let asked = false
  let callOff = () => {}
  const stopListening = needs.keyboard.onKey(() => show())

  const stream = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      input = Buffer.concat([input, chunk])
      while (take()) {}
      done()
    },
    final(done) {
      stream.push(null)
      done()
    },
    destroy(cause, done) {
      callOff()
      stopListening()
      done(cause)
    },
  })
  stream.push('RFB 003.008\n')
  return stream

  /** Takes one message off the input. @returns false when it is not whole yet. */
  function take(): boolean {
    switch (state) {
      case 'version':
        if (!drop(12)) return false
        stream.push(Buffer.from([1, 1])) // one security type: none
        state = 'security'
        return true
      case 'security':
        if (!drop(1)) return false
        stream.push(Buffer.alloc(4)) // SecurityResult: OK
        state = 'init'
        return true
      case 'init':
        if (!drop(1)) return false
        stream.push(serverInit(needs.title()))
        state = 'open'
        return true
      case 'open':
        return takeMessage()
    }
  }

  function takeMessage(): boolean {
    const message = input
    switch (message[0]) {
      case undefined:
        return false
      case 0: // SetPixelFormat
        if (!drop(20)) return false
        format = readFormat(message.subarray(4, 20))
        shown = ''
        return true
      case 2: // SetEncodings: raw is always allowed
        if (message.length < 4 || !drop(4 + 4 * message.readUInt16BE(2))) return false
        if (offers(message, extendedKeys)) stream.push(pseudoUpdate(extendedKeys))
        return true
      case 3: // FramebufferUpdateRequest
        if (!drop(10)) return false
        if (message[1] === 0) shown = ''
        asked = true
        show()
        return true
      case 4: // KeyEvent
        if (!drop(8)) return false
        if (message[1] !== 0) needs.keyboard.key(message.readUInt32BE(4))
        return true
      case 5: // PointerEvent
        return drop(6)
      case 6: // ClientCutText
        return message.length >= 8 && drop(8 + message.readUInt32BE(4))
      case 255: // QEMU's own: of those, only the extended key event was offered
        if (!drop(12)) return false
        if (message.readUInt16BE(2) !== 0) needs.keyboard.key(message.readUInt32BE(4))
        return true
      default:
        stream.destroy(new Error(`A viewer sent the unknown message ${message[0]}.`))
        return false
    }
  }

  function drop(bytes: number): boolean {
    if (input.length < bytes) return false
    input = input.subarray(bytes)
    return true
  }

  /** Answers the viewer's request once the picture differs from what it has: at least once a second. */
  function show(): void {
    callOff()
    if (!asked || stream.destroyed) return
    if (!needs.isOn()) {
      stream.push(null)
      return
    }
    const second = Math.floor(needs.clock.now().getTime() / frameMs)
    const { typed } = needs.keyboard
    const next = `${needs.title()} ${typed} ${second}`
    if (next !== shown) {
      asked = false
      shown = next
      stream.push(rawUpdate(drawPicture(needs.title(), typed, second), format))
    } else callOff = needs.clock.later(frameMs, show)
  }
}

/** True when a SetEncodings message names the encoding. */
function offers(message: Buffer, encoding: number): boolean {
  for (let at = 0; at < message.readUInt16BE(2); at += 1) if (message.readInt32BE(4 + 4 * at) === encoding) return true
  return false
}

/** An update that shows nothing and says that an extension is understood. */
function pseudoUpdate(encoding: number): Buffer {
  const update = Buffer.alloc(16)
  update.writeUInt16BE(1, 2)
  update.writeUInt16BE(width, 8)
  update.writeUInt16BE(height, 10)
  update.writeInt32BE(encoding, 12)
  return update
}

function serverInit(title: string): Buffer {
  const name = Buffer.from(title)
  const head = Buffer.alloc(24)
  head.writeUInt16BE(width, 0)
  head.writeUInt16BE(height, 2)
  head.set([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0], 4)
  head.writeUInt32BE(name.length, 20)
  return Buffer.concat([head, name])
}

function readFormat(bytes: Buffer): PixelFormat {
  const bits = bytes[0]
  return {
    bytes: bits === 8 ? 1 : bits === 16 ? 2 : 4,
    bigEndian: bytes[2] !== 0,
    max: [bytes.readUInt16BE(4), bytes.readUInt16BE(6), bytes.readUInt16BE(8)],
    shift: [bytes[10] ?? 0, bytes[11] ?? 0, bytes[12] ?? 0],
  }
}

function rawUpdate(dots: Uint32Array, { bytes, bigEndian, max, shift }: PixelFormat): Buffer {
  const update = Buffer.alloc(16 + dots.length * bytes)
  update.writeUInt16BE(1, 2) // one rectangle, at 0,0, raw
  update.writeUInt16BE(width, 8)
  update.writeUInt16BE(height, 10)
  const scale = (value: number, at: 0 | 1 | 2) => (Math.round((value * max[at]) / 255) << shift[at]) >>> 0
  const values = new Map<number, number>()
  const pixel = (dot: number): number => {
    let value = values.get(dot)
    if (value === undefined) {
      value = (scale(dot >> 16, 0) | scale((dot >> 8) & 255, 1) | scale(dot & 255, 2)) >>> 0
      values.set(dot, value)
    }
    return value
  }
  dots.forEach((dot, index) => {
    const at = 16 + index * bytes
    if (bigEndian) update.writeUIntBE(pixel(dot), at, bytes)
    else update.writeUIntLE(pixel(dot), at, bytes)
  })
  return update
}
