import type { Log } from '@paddock/host-api'
import { nftApply } from '@paddock/linux'
import { noHostRules } from './host-rules.ts'
import { keepHostSide } from './host-side.ts'
import type { Installation } from './names.ts'

/** How long the host's side is taken for good before it is looked at again. */
const maxAgeMs = 10_000

/**
 * The host's side of all fences, kept once for many that are raised at once, and gone when no fence is left.
 *
 * One at a time: a fence that is raised while the last other one is lowered must find the rules.
 */
export function sharedHostSide(given: {
  readonly installation: Installation
  readonly denied: readonly string[]
  readonly log: Log
  readonly clock: () => Date
  readonly step: (name: string) => void
  /** True while there is a fence, also one that is only begun. */
  readonly isNeeded: () => boolean
}) {
  const { installation, denied, log, clock, step, isNeeded } = given
  let keptAt = Number.NEGATIVE_INFINITY
  let last: Promise<void> = Promise.resolve()
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    last = last.then(work, work)
    return last
  }
  return {
    keep: () =>
      inTurn(async () => {
        const now = clock().getTime()
        if (now - keptAt < maxAgeMs) return
        step('host rules')
        await keepHostSide(installation, { denied, log })
        keptAt = now
      }),
    leave: () =>
      inTurn(async () => {
        if (isNeeded()) return
        step('remove host rules')
        keptAt = Number.NEGATIVE_INFINITY
        nftApply(null, noHostRules(installation.tag))
      }),
  }
}
