/** What a test makes go wrong in simulated drivers, by the name of the step: `networks.raise`, `machines.start.process`. */
export interface SimFaults {
  /** The next `times` steps of that name fail with `cause`. */
  fail(step: string, times?: number, cause?: Error): void
  /** Steps of that name take so much longer from now on. */
  slow(step: string, ms: number): void
  /** Nothing goes wrong any more. */
  clear(): void
  /** Called by the drivers at the beginning of every step. @throws what {@link fail} said */
  at(step: string): void
  delayMs(step: string): number
}

export function simFaults(): SimFaults {
  const failing = new Map<string, { times: number; cause: Error }>()
  const slow = new Map<string, number>()
  return {
    fail: (step, times = 1, cause = new Error(`${step} fails, because the test says so.`)) =>
      void failing.set(step, { times, cause }),
    slow: (step, ms) => void slow.set(step, ms),
    clear() {
      failing.clear()
      slow.clear()
    },
    at(step) {
      const fault = failing.get(step)
      if (fault === undefined || fault.times <= 0) return
      fault.times -= 1
      throw fault.cause
    },
    delayMs: step => slow.get(step) ?? 0,
  }
}
