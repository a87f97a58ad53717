import type { Duplex } from 'node:stream'

/** Takes a piece of what came. The piece is lent: once `done` is called its memory is used again. */
export type TakePiece = (piece: Buffer, done: () => void) => void

/** A machine's screen at the controller: bytes both ways, and what comes is lent in pieces instead of being allocated anew for each. */
export interface ScreenLine {
  /** Begins to read, or lets somebody else read from the next piece on. */
  read(take: TakePiece): void
  /** Sends bytes to the machine. False: it is slow to take them. */
  write(bytes: Buffer): boolean
  onceDrained(go: () => void): void
  /** Calls back when the line has ended, whoever ended it; at once when it has ended before. */
  onceEnded(ended: () => void): void
  pause(): void
  resume(): void
  close(): void
}

/** A line over a stream, whose pieces are its own to keep. */
export function lineOver(stream: Duplex): ScreenLine {
  return lineOf(stream, {
    read: take => {
      stream.removeAllListeners('data')
      stream.on('data', (piece: Buffer) => take(piece, () => {}))
    },
  })
}

/** What every line does with its stream but for reading it. */
export function lineOf(stream: Duplex, { read }: Pick<ScreenLine, 'read'>): ScreenLine {
  // Told by the end.
  stream.on('error', () => {})
  let over = stream.destroyed
  const listeners: (() => void)[] = []
  const end = (): void => {
    if (over) return
    over = true
    for (const listener of listeners.splice(0)) listener()
  }
  stream.once('end', end).once('close', end)
  return {
    read,
    write: bytes => over || stream.write(bytes),
    onceDrained: go => void stream.once('drain', go),
    onceEnded: ended => void (over ? ended() : listeners.push(ended)),
    pause: () => void stream.pause(),
    resume: () => {
      if (stream.isPaused()) stream.resume()
    },
    close: () => void stream.destroy(),
  }
}
