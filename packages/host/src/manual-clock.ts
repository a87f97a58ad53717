import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from './clock.ts'

export interface ManualClock extends Clock {
  /** Lets so much time pass, calling back what is due in its order, and all that follows from it. */
  advance(ms: number): Promise<void>
  /** Lets everything happen that needs no time. */
  settle(): Promise<void>
}

/** So many turns of the event loop let a chain of promises without real input and output come to rest. */
const turns = 8

/** A clock that stands still until a test moves it. */
export function manualClock(begin = Date.UTC(2026, 0, 1)): ManualClock {
  let now = begin
  let count = 0
  const due = new Map<number, { at: number; call: () => void }>()

  async function settle(): Promise<void> {
    for (let at = 0; at < turns; at += 1) await turn()
  }

  return {
    now: () => new Date(now),
    later(ms, call) {
      count += 1
      const key = count
      due.set(key, { at: now + Math.max(0, ms), call })
      return () => void due.delete(key)
    },
    settle,
    async advance(ms) {
      const end = now + ms
      await settle()
      for (;;) {
        const [next] = [...due].filter(([, timer]) => timer.at <= end).sort(([, a], [, b]) => a.at - b.at)
        if (next === undefined) break
        const [key, timer] = next
        due.delete(key)
        now = Math.max(now, timer.at)
        timer.call()
        await settle()
      }
      now = end
    },
  }
}
