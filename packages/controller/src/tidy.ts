import type { Log } from '@paddock/host-api'
import { consoleTickets, type Database, signIns } from '@paddock/store'

const everyMs = 600_000

/** Forgets, now and then, what no rule looks at any more. Every controller may: the second finds nothing. */
export function startTidying(needs: { database: Database; clock: () => Date; log: Log }): { close(): void } {
  const tidy = (): void => {
    needs.database
      .ofEveryone(async tx => {
        await signIns.tidy(tx, needs.clock())
        await consoleTickets.removeExpired(tx, needs.clock())
      })
      .catch(cause => needs.log.warn({ err: cause }, 'old rows could not be removed'))
  }
  tidy()
  const timer = setInterval(tidy, everyMs)
  timer.unref()
  return { close: () => clearInterval(timer) }
}
