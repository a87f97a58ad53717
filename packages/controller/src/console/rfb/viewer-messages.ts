import type { Box } from './machine-messages.ts'

/** What a viewer says, once its greeting is over (RFC 6143, section 7.5). */
export type ViewerMessage =
  | { readonly kind: 'format'; readonly format: Buffer }
  | { readonly kind: 'encodings'; readonly encodings: ReadonlySet<number> }
  | { readonly kind: 'request'; readonly incremental: boolean; readonly box: Box }
  /** A key by its X11 number, and by its scan code where the viewer sends that. */
  | { readonly kind: 'key'; readonly down: boolean; readonly key: string; readonly bytes: Buffer }
  | { readonly kind: 'pointer'; readonly buttons: number; readonly bytes: Buffer }
  | { readonly kind: 'text'; readonly bytes: Buffer }
  /** Something for a machine that can't be done here: another size of the screen, pressing its power button. */
  | { readonly kind: 'wish' }

/** Longest text that a viewer may put on the guest's clipboard. */
const textMaxBytes = 256 * 1024
const encodingsMax = 256

/** Finds the messages in what a viewer sends. */
export class ViewerMessages {
  #rest: Buffer = Buffer.alloc(0)

  /** @throws Error on what it does not know, after which nothing can be understood any more. */
  take(piece: Buffer): ViewerMessage[] {
    const chunk = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece])
    const messages: ViewerMessage[] = []
    let at = 0
    while (at < chunk.length) {
      const length = lengthOf(chunk.subarray(at))
      if (length === null || chunk.length - at < length) break
      const message = read(chunk.subarray(at, at + length))
      if (message) messages.push(message)
      at += length
    }
    // A copy: the piece may be one of a large buffer.
    this.#rest = at === chunk.length ? Buffer.alloc(0) : Buffer.from(chunk.subarray(at))
    return messages
  }
}

/** How long the message at hand is; null: that can't be told yet. */
function lengthOf(bytes: Buffer): number | null {
  const has = (count: number) => bytes.length >= count
  switch (bytes[0]) {
    case 0:
      return 20
    case 2: {
      if (!has(4)) return null
      const count = bytes.readUInt16BE(2)
      if (count > encodingsMax) throw new Error('Too many encodings.')
      return 4 + 4 * count
    }
    case 3:
      return 10
    case 4:
      return 8
    case 5:
      return 6
    case 6: {
      if (!has(8)) return null
      const length = Math.abs(bytes.readInt32BE(4))
      if (length > textMaxBytes) throw new Error('The text for the clipboard is too long.')
      return 8 + length
    }
    case 150: // EnableContinuousUpdates
      return 10
    case 248: // ClientFence
      return has(9) ? 9 + (bytes[8] ?? 0) : null
    case 250: // xvp: power buttons
      return 4
    case 251: // SetDesktopSize
      return has(8) ? 8 + 16 * (bytes[6] ?? 0) : null
    case 255: // QEMU's own; 0: an extended key, 1: sound
      if (!has(4)) return null
      return bytes[1] === 0 ? 12 : bytes.readUInt16BE(2) === 2 ? 10 : 4
    default:
      throw new Error(`There is no message ${bytes[0]}.`)
  }
}

function read(bytes: Buffer): ViewerMessage | null {
  switch (bytes[0]) {
    case 0:
      return { kind: 'format', format: Buffer.from(bytes.subarray(4, 20)) }
    case 2: {
      const count = bytes.readUInt16BE(2)
      return {
        kind: 'encodings',
        encodings: new Set(Array.from({ length: count }, (_, at) => bytes.readInt32BE(4 + 4 * at))),
      }
    }
    case 3:
      return {
        kind: 'request',
        incremental: bytes[1] !== 0,
        box: {
          x: bytes.readUInt16BE(2),
          y: bytes.readUInt16BE(4),
          width: bytes.readUInt16BE(6),
          height: bytes.readUInt16BE(8),
        },
      }
    case 4:
      return { kind: 'key', down: bytes[1] !== 0, key: `sym ${bytes.readUInt32BE(4)}`, bytes: Buffer.from(bytes) }
    case 5:
      return { kind: 'pointer', buttons: bytes[1] ?? 0, bytes: Buffer.from(bytes) }
    case 6:
      return { kind: 'text', bytes: Buffer.from(bytes) }
    case 255:
      if (bytes[1] !== 0) return null
      return {
        kind: 'key',
        down: bytes.readUInt16BE(2) !== 0,
        key: `code ${bytes.readUInt32BE(8)}`,
        bytes: Buffer.from(bytes),
      }
    case 250:
    case 251:
      return { kind: 'wish' }
    default:
      return null
  }
}
