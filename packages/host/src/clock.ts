/** Time, handed in: a test moves it by asking it to. */
export interface Clock {
  now(): Date
  /** Calls back once, after so many milliseconds. Returns what calls it off. */
  later(ms: number, call: () => void): () => void
}

export const systemClock: Clock = {
  now: () => new Date(),
  later(ms, call) {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
}
