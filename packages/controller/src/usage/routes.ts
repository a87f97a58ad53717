import { addUsage, nothingUsed, Problem, type UsagePeriod, usageAmounts } from '@paddock/model'
import { projects, usage } from '@paddock/store'
import type { Needs } from '../needs.ts'
import type { Handlers } from '../route.ts'
import { cutUsage } from './page.ts'

export function usageRoutes(needs: Needs): Handlers<'usageList'> {
  return {
    usageList: ({ caller, query, read }) =>
      read(async tx => {
        const now = needs.clock()
        const { by, project } = query
        const period = periodOf(query, now)
        if (project !== undefined) await projects.one(tx, caller, project, 'usage.view')
        const rows = await usage.ofPeriod(tx, caller, { period, by, project, now })
        return {
          ...cutUsage(rows, query),
          from: new Date(period.fromMs).toISOString(),
          to: new Date(period.toMs).toISOString(),
          by,
          total: usageAmounts(rows.map(row => row.sums).reduce(addUsage, nothingUsed)),
        }
      }),
  }
}

const longestPeriodMs = 400 * 86_400_000

/** The period that is asked for: this month as far as it has come, unless it is said. @throws Problem `invalid-input` */
function periodOf({ from, to }: { from?: string | undefined; to?: string | undefined }, now: Date): UsagePeriod {
  const fromMs = from === undefined ? Date.UTC(now.getUTCFullYear(), now.getUTCMonth()) : Date.parse(from)
  const toMs = to === undefined ? Math.max(now.getTime(), fromMs) : Date.parse(to)
  const wrong = (path: string, message: string) =>
    new Problem('invalid-input', 'The period is not one.', { fields: [{ in: 'query', path, message }] })
  if (toMs < fromMs) throw wrong('/to', 'must not be before `from`')
  if (toMs - fromMs > longestPeriodMs) throw wrong('/from', 'must be at most 400 days before `to`')
  return { fromMs, toMs }
}
