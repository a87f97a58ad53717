import type { ScreenLine } from '@paddock/host-api'

/** Reads a greeting off a line that nobody else reads, piece by piece. */
export interface ExactReader {
  /** @throws Error when the line ends before */
  read(bytes: number): Promise<Buffer>
}

export function exactReader(line: ScreenLine): ExactReader {
  let rest: Buffer = Buffer.alloc(0)
  let over = false
  let look = (): void => {}
  line.onceEnded(() => {
    over = true
    look()
  })
  line.read((piece, done) => {
    rest = Buffer.concat([rest, piece])
    done()
    look()
  })
  return {
    async read(bytes) {
      while (rest.length < bytes) {
        if (over) throw new Error('The machine’s screen ended.')
        await new Promise<void>(resolve => {
          look = resolve
        })
      }
      const got = rest.subarray(0, bytes)
      rest = rest.subarray(bytes)
      return got
    },
  }
}
