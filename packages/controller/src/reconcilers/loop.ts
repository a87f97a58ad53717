export interface Loop {
  /** Says "look again". While a pass runs, however many wakes make one more pass. */
  wake(): void
  /** Ends after the pass that runs. */
  close(): Promise<void>
}

const longestPauseMs = 10_000

/**
 * Runs a pass whenever it was woken since the last one began, one at a time; a pass that fails is repeated, with growing pauses.
 *
 * @param betweenMs how long after one pass began the next may begin at the earliest
 */
export function loop({
  name,
  pass,
  log,
  betweenMs = 0,
}: {
  name: string
  pass: () => Promise<void>
  betweenMs?: number
  log: { error(fields: object, event: string): void }
}): Loop {
  let woken = false
  let closed = false
  let running: Promise<void> | null = null
  let endPause: () => void = () => {}

  const pause = (ms: number): Promise<void> =>
    new Promise(resolve => {
      const timer = setTimeout(resolve, ms)
      endPause = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  let beganAt = Number.NEGATIVE_INFINITY

  const run = async (): Promise<void> => {
    for (let pauseMs = 100; woken && !closed; ) {
      const early = beganAt + betweenMs - performance.now()
      if (early > 0) await pause(early)
      if (closed) break
      woken = false
      beganAt = performance.now()
      try {
        await pass()
        pauseMs = 100
      } catch (error) {
        log.error({ loop: name, error }, 'pass failed')
        woken = true
        await pause(pauseMs)
        pauseMs = Math.min(pauseMs * 2, longestPauseMs)
      }
    }
    running = null
  }

  return {
    wake() {
      woken = true
      // A turn later, so that what is said in one breath makes one pass.
      running ??= Promise.resolve().then(run)
    },
    async close() {
      closed = true
      endPause()
      await running
    },
  }
}
