import type { Log } from '@paddock/host-api'
import { backOffMs, failuresAfter } from './back-off.ts'
import type { RunningService, Service } from './service.ts'

export interface SuperviseNeeds {
  readonly log: Log
  readonly now: () => number
  /** Waits, or until the signal says to stop waiting. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Services that are being kept up until `stop`. */
export interface Supervised {
  /** Resolves when all are up for the first time; throws what the first start of one throws, when all before it are stopped. */
  readonly up: Promise<void>
  /** Ends all, the last started first; those still starting too. May be repeated. */
  stop(): Promise<void>
}

/** Starts services one after the other, each needing those before it, and starts each again whenever it ends. */
export function supervise(needs: SuperviseNeeds, services: readonly Service[]): Supervised {
  const stopping = new AbortController()
  const kept: Kept[] = []
  const stopKept = async () => {
    for (let last = kept.pop(); last !== undefined; last = kept.pop()) await last.stop()
  }
  const up = (async () => {
    try {
      for (const service of services) {
        const running = await service.start(stopping.signal)
        kept.push(keep(needs, service, running))
        if (stopping.signal.aborted) throw new Error('Told to stop before everything was up.')
      }
    } catch (problem) {
      await stopKept()
      throw problem
    }
  })()
  return {
    up,
    async stop() {
      stopping.abort()
      await up.catch(() => {})
      await stopKept()
    },
  }
}

interface Kept {
  stop(): Promise<void>
}

function keep({ log, now, pause }: SuperviseNeeds, service: Service, first: RunningService): Kept {
  const stopping = new AbortController()
  let running: RunningService | null = first
  const keeping = (async () => {
    let failures = 0
    for (let startedAt = now(); !stopping.signal.aborted; startedAt = now()) {
      try {
        running ??= await service.start(stopping.signal)
        const how = await running.ended
        running = null
        if (stopping.signal.aborted) return
        failures = failuresAfter(failures, now() - startedAt)
        log.error({ service: service.name, how, failures, againInMs: backOffMs(failures) }, 'service ended')
      } catch (err) {
        if (stopping.signal.aborted) return
        failures = failuresAfter(failures, now() - startedAt)
        log.error({ service: service.name, err, failures, againInMs: backOffMs(failures) }, 'service did not start')
      }
      await pause(backOffMs(failures), stopping.signal)
    }
  })()
  return {
    async stop() {
      stopping.abort()
      log.info({ service: service.name }, 'service stops')
      await running?.stop()
      // A start that had begun gives up by the signal, or is up by now and has to be stopped too.
      const late = setInterval(() => void running?.stop(), 100)
      await keeping
      clearInterval(late)
    },
  }
}
