import { encoding, pseudoEncodings } from './encoding.ts'
import { TileReader } from './tiles.ts'

/** A part of the screen. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What is told of a machine's messages while they come, in this order for each. */
export interface MachineMessageEvents {
  /** A message begins that goes to viewers as it is. `update`: it is one that viewers answer with the next request. */
  begins(kind: 'update' | 'other'): void
  /** A rectangle of the update; before its bytes. */
  box(box: Box): void
  /** A piece of the message, as it came, and lent as that was. */
  bytes(piece: Buffer): void
  ends(): void
  /** An update that shows no picture: whole, lent, and not told otherwise. */
  pseudo(encoding: number, box: Box, update: Buffer): void
}

/** Longest text that a guest may put on the clipboard of its viewers. */
const textMaxBytes = 1024 * 1024
const cursorMaxSide = 512

/**
 * Finds the messages in what a machine's screen sends, without copying or decoding the picture.
 *
 * It knows the encodings that Paddock asks for; each says by itself how long it is, so that its bytes go on as they are.
 */
export class MachineMessages {
  readonly #events: MachineMessageEvents
  readonly #bytesPerDot: number
  /** What came of something whose head is not whole yet. */
  #rest: Buffer | null = null
  /** Where in the chunk that is being read. */
  #at = 0
  #open = false
  #rectanglesLeft = 0
  #payloadLeft = 0
  #tiles: TileReader | null = null

  constructor(events: MachineMessageEvents, bytesPerDot: number) {
    this.#events = events
    this.#bytesPerDot = bytesPerDot
  }

  /** Takes what came. @throws Error on what it does not know, after which nothing can be understood any more. */
  take(piece: Buffer): void {
    const chunk = this.#rest === null ? piece : Buffer.concat([this.#rest, piece])
    this.#rest = null
    this.#at = 0
    let told = 0
    const tell = (): void => {
      if (this.#at > told) this.#events.bytes(chunk.subarray(told, this.#at))
      told = this.#at
    }
    for (;;) {
      if (!this.#open) {
        if (this.#at === chunk.length) return
        const pseudoBytes = this.#pseudoLength(chunk)
        if (pseudoBytes === null || (pseudoBytes > 0 && chunk.length - this.#at < pseudoBytes)) break
        if (pseudoBytes > 0) {
          this.#tellPseudo(chunk.subarray(this.#at, this.#at + pseudoBytes))
          this.#at += pseudoBytes
          told = this.#at
          continue
        }
      }
      const more = this.#open ? this.#goOn(chunk) : this.#begin(chunk)
      if (this.#open && this.#payloadLeft === 0 && this.#rectanglesLeft === 0 && this.#tiles === null) {
        tell()
        this.#open = false
        this.#events.ends()
      } else if (!more) break
    }
    tell()
    // A copy: the piece is lent.
    if (this.#at < chunk.length) this.#rest = Buffer.from(chunk.subarray(this.#at))
  }

  /** How long the update at hand is if it shows no picture; 0 if it is something else; null if that can't be told yet. */
  #pseudoLength(chunk: Buffer): number | null {
    const at = this.#at
    if (chunk[at] !== 0) return 0
    if (chunk.length - at < 16) return chunk.length - at < 4 || chunk.readUInt16BE(at + 2) > 0 ? null : 0
    const kind = chunk.readInt32BE(at + 12)
    if (chunk.readUInt16BE(at + 2) !== 1 || !pseudoEncodings.has(kind)) return 0
    const [width, height] = [chunk.readUInt16BE(at + 8), chunk.readUInt16BE(at + 10)]
    switch (kind) {
      case encoding.cursor:
        if (width > cursorMaxSide || height > cursorMaxSide) throw new Error('The machine’s cursor is too large.')
        return 16 + width * height * this.#bytesPerDot + Math.ceil(width / 8) * height
      case encoding.ledState:
        return 17
      default:
        return 16
    }
  }

  #tellPseudo(update: Buffer): void {
    this.#events.pseudo(update.readInt32BE(12), boxAt(update, 4), update)
  }

  /** Reads the head of a message. False: there is too little of it yet. */
  #begin(chunk: Buffer): boolean {
    const [at, left] = [this.#at, chunk.length - this.#at]
    switch (chunk[at]) {
      case 0: // FramebufferUpdate
        if (left < 4) return false
        this.#rectanglesLeft = chunk.readUInt16BE(at + 2)
        return this.#opened('update', 4)
      case 2: // Bell
        return this.#opened('other', 1)
      case 3: {
        // ServerCutText; a negative length is an extension that is not asked for
        if (left < 8) return false
        const length = chunk.readInt32BE(at + 4)
        if (length < 0 || length > textMaxBytes) throw new Error('The machine’s clipboard is too long.')
        this.#payloadLeft = length
        return this.#opened('other', 8)
      }
      default:
        throw new Error(`The machine’s screen sent the unknown message ${chunk[at]}.`)
    }
  }

  #opened(kind: 'update' | 'other', headBytes: number): true {
    this.#open = true
    this.#at += headBytes
    this.#events.begins(kind)
    return true
  }

  /** Goes on inside a message. False: there is nothing to be understood until more comes. */
  #goOn(chunk: Buffer): boolean {
    if (this.#payloadLeft > 0) {
      const taken = Math.min(this.#payloadLeft, chunk.length - this.#at)
      this.#payloadLeft -= taken
      this.#at += taken
      return this.#payloadLeft === 0
    }
    if (this.#tiles !== null) {
      const { at, payload, over, enough } = this.#tiles.next(chunk, this.#at)
      if (!enough) return false
      this.#at = at
      this.#payloadLeft = payload
      if (over) this.#tiles = null
      return true
    }
    return this.#rectangle(chunk)
  }

  #rectangle(chunk: Buffer): boolean {
    const [at, left] = [this.#at, chunk.length - this.#at]
    if (left < 12) return false
    const box = boxAt(chunk, at)
    const kind = chunk.readInt32BE(at + 8)
    switch (kind) {
      case encoding.raw:
        this.#payloadLeft = box.width * box.height * this.#bytesPerDot
        this.#at += 12
        break
      case encoding.hextile:
        this.#tiles = new TileReader(box, this.#bytesPerDot)
        this.#at += 12
        break
      case encoding.tightPng: {
        const size = tightLength(chunk.subarray(at + 12, at + 16))
        if (size === null) return false
        this.#payloadLeft = size.payload
        this.#at += 12 + size.head
        break
      }
      default:
        throw new Error(`The machine’s screen sent a rectangle of the unknown encoding ${kind}.`)
    }
    this.#rectanglesLeft -= 1
    this.#events.box(box)
    return true
  }
}

const boxAt = (bytes: Buffer, at: number): Box => ({
  x: bytes.readUInt16BE(at),
  y: bytes.readUInt16BE(at + 2),
  width: bytes.readUInt16BE(at + 4),
  height: bytes.readUInt16BE(at + 6),
})

/**
 * How long a rectangle of Tight PNG is: one colour, or a JPEG or PNG with its length in one to three bytes (the community's RFB
 * specification, "Tight Encoding"). Null: it can't be told yet.
 */
function tightLength(head: Buffer): { head: number; payload: number } | null {
  const [control, one, two, three] = head
  if (control === undefined) return null
  if (control >> 4 === 8) return { head: 1, payload: 3 }
  if (control >> 4 !== 9 && control >> 4 !== 10) throw new Error('The machine’s screen sent what is no Tight PNG.')
  if (one === undefined) return null
  if (one < 128) return { head: 2, payload: one }
  if (two === undefined) return null
  if (two < 128) return { head: 3, payload: (one & 127) | (two << 7) }
  if (three === undefined) return null
  return { head: 4, payload: (one & 127) | ((two & 127) << 7) | (three << 14) }
}
