import type { Readable } from 'node:stream'

/** Reads exactly so many bytes off a stream that nobody else reads. @throws Error when it ends before. */
export async function readExactly(stream: Readable, bytes: number): Promise<Buffer> {
  for (;;) {
    const got = stream.read(bytes) as Buffer | null
    if (got !== null && got.length === bytes) return got
    if (stream.readableEnded || stream.destroyed || (got !== null && got.length < bytes))
      throw new Error('The machine’s screen ended.')
    await new Promise<void>(resolve => {
      const go = (): void => {
        for (const event of ['readable', 'end', 'close', 'error']) stream.off(event, go)
        resolve()
      }
      for (const event of ['readable', 'end', 'close', 'error']) stream.once(event, go)
    })
  }
}
