import type { Report } from '@paddock/host-api'
import type { Clock } from './clock.ts'

/** Reports may come this often, so that a hundred machines starting at once are twenty messages a second and not thousands. */
const betweenReportsMs = 50
/** A host that says nothing for longer is missed (`hostSilentAfterSeconds` in model). */
export const heartbeatMs = 5_000

export interface Reporter {
  start(): void
  /** Something is different: listeners hear of it soon. */
  changed(): void
  close(): void
}

export function createReporter(needs: {
  clock: Clock
  make(): Report
  listeners: ReadonlySet<(report: Report) => void>
  beforeHeartbeat(): Promise<void>
}): Reporter {
  const { clock, listeners } = needs
  let lastAt = -Infinity
  let lastText = ''
  let callOffSoon: (() => void) | null = null
  let callOffBeat = () => {}
  let open = false

  function tell(always: boolean): void {
    const report = needs.make()
    const text = newsOf(report)
    if (!always && text === lastText) return
    lastAt = clock.now().getTime()
    lastText = text
    for (const listener of listeners) listener(report)
  }

  function changed(): void {
    if (!open || callOffSoon !== null) return
    const wait = Math.max(0, lastAt + betweenReportsMs - clock.now().getTime())
    callOffSoon = clock.later(wait, () => {
      callOffSoon = null
      if (open) tell(false)
    })
  }

  function beat(): void {
    callOffBeat = clock.later(heartbeatMs, () => {
      void needs.beforeHeartbeat().then(() => {
        if (!open) return
        tell(true)
        beat()
      })
    })
  }

  return {
    start() {
      open = true
      tell(true)
      beat()
    },
    changed,
    close() {
      open = false
      callOffSoon?.()
      callOffBeat()
    },
  }
}

/** What is worth telling by itself. Counters move with every frame and go along with the rest, at the latest with the next heartbeat. */
function newsOf(report: Report): string {
  const fences = report.fences.map(fence => ({ ...fence, networks: fence.networks.map(({ network }) => network) }))
  return JSON.stringify({ ...report, fences, at: '' })
}
