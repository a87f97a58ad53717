import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream'

/** Joins two streams both ways: back-pressure passes through, and the end or failure of one is the end of the other. */
export function joinStreams(one: Duplex, other: Duplex): void {
  const done = (cause: Error | null | undefined) => {
    if (!cause) return
    one.destroy()
    other.destroy()
  }
  pipeline(one, other, done)
  pipeline(other, one, done)
}
