import { Problem } from '@paddock/model'
import type { HostResult } from './call.ts'

/** Questions that are on their way, by number. Each is answered, or fails in time. */
export function createPending() {
  const waiting = new Map<number, { resolve(result: HostResult | null): void; reject(cause: Error): void }>()
  let count = 0

  return {
    /** Asks by calling `send` with a new number. @throws Problem `host-unreachable` when no answer comes in time. */
    ask(limitMs: number, send: (id: number) => void): Promise<HostResult | null> {
      count += 1
      const id = count
      const answer = Promise.withResolvers<HostResult | null>()
      const timer = setTimeout(
        () => answer.reject(new Problem('host-unreachable', 'The host did not answer in time.')),
        limitMs,
      )
      waiting.set(id, answer)
      send(id)
      return answer.promise.finally(() => {
        clearTimeout(timer)
        waiting.delete(id)
      })
    },
    answer: (id: number, result: HostResult | null): void => waiting.get(id)?.resolve(result),
    fail: (id: number, cause: Error): void => waiting.get(id)?.reject(cause),
    failAll(cause: Error): void {
      for (const { reject } of waiting.values()) reject(cause)
    },
  }
}
