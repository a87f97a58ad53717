import type { TakePiece } from './screen-line.ts'

/** What a screen that stands still holds. */
const smallBytes = 8 * 1024
/** About half of what a Unix socket holds (net.core.wmem_default, 208 KiB): few system calls for a whole picture. */
const largeBytes = 128 * 1024
/** So many pieces may wait to be used again: as many as a viewer's line may hold up. What is lent beyond that is left to the collector. */
const keptPieces = 16
/** After so many short reads in a row the next pieces are small again. */
const shortReads = 32
/** Pieces that were not wanted for so long are let go. */
const quietMs = 1_000

/** Memory for the reads of one connection. */
export interface Lender {
  /** Where the next read goes. */
  next(): Buffer
  /** Lends what the last read brought. */
  lend(length: number, take: TakePiece): void
}

/**
 * Lends the same pieces of memory again and again: a screen at full speed would otherwise have the collector look through
 * the whole heap for each few megabytes. A connection that is quiet holds one piece.
 *
 * One lender for each connection: a mistake with what is lent could never show one machine's screen to another's viewers.
 */
export function lender(): Lender {
  let free: Buffer[] = []
  let bytes = smallBytes
  let short = 0
  let current: Buffer = Buffer.alloc(0)
  let busy = false
  let look: NodeJS.Timeout | null = null

  function resize(to: number): void {
    bytes = to
    short = 0
    free = []
  }

  function measure(length: number): void {
    busy = true
    if (length === bytes) {
      short = 0
      if (bytes < largeBytes) resize(Math.min(bytes * 4, largeBytes))
    } else if (bytes > smallBytes && length <= smallBytes) {
      short += 1
      if (short === shortReads) resize(smallBytes)
    } else short = 0
  }

  function keep(piece: Buffer): void {
    if (piece.length !== bytes || free.length === keptPieces) return
    free.push(piece)
    if (bytes === smallBytes || look !== null) return
    look = setInterval(() => {
      if (!busy) {
        if (look !== null) clearInterval(look)
        look = null
        resize(smallBytes)
      }
      busy = false
    }, quietMs).unref()
  }

  return {
    next() {
      current = free.pop() ?? Buffer.allocUnsafeSlow(bytes)
      return current
    },
    lend(length, take) {
      const piece = current
      measure(length)
      take(piece.subarray(0, length), () => keep(piece))
    },
  }
}
