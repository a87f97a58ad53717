import type { Box } from './machine-messages.ts'

const side = 16
// Bits of a tile's first byte (RFC 6143, section 7.7.4).
const raw = 1
const background = 2
const foreground = 4
const anyParts = 8
const colouredParts = 16

/** Finds the tiles of a Hextile rectangle, without looking at their dots. */
export class TileReader {
  readonly #box: Box
  readonly #bytesPerDot: number
  #x = 0
  #y = 0

  constructor(box: Box, bytesPerDot: number) {
    this.#box = box
    this.#bytesPerDot = bytesPerDot
  }

  /** Reads the head of the next tile. `payload`: so many bytes of it follow; `over`: it is the last. Not `enough`: more has to come first. */
  next(chunk: Buffer, at: number): { at: number; payload: number; over: boolean; enough: boolean } {
    const { width, height } = this.#box
    if (width === 0 || height === 0) return { at, payload: 0, over: true, enough: true }
    const [columns, rows] = [Math.min(side, width - this.#x), Math.min(side, height - this.#y)]
    const kind = chunk[at]
    if (kind === undefined) return { at, payload: 0, over: false, enough: false }
    let [head, payload] = [1, 0]
    if (kind & raw) payload = columns * rows * this.#bytesPerDot
    else {
      if (kind & background) head += this.#bytesPerDot
      if (kind & foreground) head += this.#bytesPerDot
      if (kind & anyParts) {
        const parts = chunk[at + head]
        if (parts === undefined) return { at, payload: 0, over: false, enough: false }
        head += 1
        payload = parts * (2 + (kind & colouredParts ? this.#bytesPerDot : 0))
      }
      if (chunk.length - at < head) return { at, payload: 0, over: false, enough: false }
    }
    this.#x += side
    if (this.#x >= width) {
      this.#x = 0
      this.#y += side
    }
    return { at: at + head, payload, over: this.#y >= height, enough: true }
  }
}
