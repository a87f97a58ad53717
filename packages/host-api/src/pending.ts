import { Problem } from '@paddock/model'
import type { HostResult } from './call.ts'

/** What a question is answered with: a call's result, the name of a socket that is shown, or nothing more than that it is done. */
export type Answer = HostResult | { readonly shown: string | null } | null

/** Questions that are on their way, by number. Each is answered, or fails in time. */
export function createPending() {
  const waiting = new Map<number, { resolve(result: Answer): void; reject(cause: Error): void }>()
  let count = 0

  return {
    /** Asks by calling `send` with a new number. @throws Problem `host-unreachable` when no answer comes in time. */
    ask(limitMs: number, send: (id: number) => void): Promise<Answer> {
      count += 1
      const id = count
      const answer = Promise.withResolvers<Answer>()
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
    answer: (id: number, result: Answer): void => waiting.get(id)?.resolve(result),
    fail: (id: number, cause: Error): void => waiting.get(id)?.reject(cause),
    failAll(cause: Error): void {
      for (const { reject } of waiting.values()) reject(cause)
    },
  }
}
