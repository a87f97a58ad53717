import type { Log } from '@paddock/host-api'
import { auditRetention, auditSeals, type Database } from '@paddock/store'
import { type Loop, loop } from '../reconcilers/loop.ts'
import { nextSeal } from './sealer.ts'

const everyMs = 600_000

/** Most seals of one chain whose records go in one transaction. */
const sealsAtOnce = 200

/**
 * Removes what is older than its tenant keeps it, and says so in a seal: both at once, so that the log can be verified whenever.
 *
 * Every controller runs one: the second finds nothing.
 */
export function startRetention({ database, clock, log }: { database: Database; clock: () => Date; log: Log }): Loop {
  const removing = loop({
    name: 'audit retention',
    log,
    async pass() {
      const found = await database.ofEveryone(async tx => {
        const now = clock()
        if ((await auditRetention.expired(tx, { now, seals: 1 })).length === 0) return 0
        await auditSeals.awaitTurn(tx)
        const expired = await auditRetention.expired(tx, { now, seals: sealsAtOnce })
        const ends = await auditSeals.ends(
          tx,
          expired.map(({ chain }) => chain),
        )
        for (const { chain, tenant, through, records } of expired) {
          const end = ends.get(chain)
          if (!end) continue
          await auditSeals.append(tx, tenant, [nextSeal(end, { records: [], now, removedThrough: through })])
          await auditRetention.remove(tx, records)
          log.info({ chain, through, records: records.length }, 'old audit records were removed')
        }
        return expired.length
      })
      if (found > 0) removing.wake()
    },
  })
  removing.wake()
  const timer = setInterval(removing.wake, everyMs)
  timer.unref()
  return {
    wake: removing.wake,
    close() {
      clearInterval(timer)
      return removing.close()
    },
  }
}
