import type { UsageBy } from '@paddock/model'
import type { UsageView } from '@paddock/sdk'
import { queryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'
import { momentsOf, type Period } from './period.ts'

/** What was used in a period, all of it, and the sum as the API adds it up. */
export const usageQuery = (period: Period, by: UsageBy) =>
  queryOptions({
    queryKey: ['usage', period, by],
    queryFn: async ({ signal }) => {
      // An end that is said holds for all pages: what goes on would grow from one to the next.
      const moments = { to: new Date().toISOString(), ...momentsOf(period, new Date()) }
      const asked = { ...moments, by, limit: 200 }
      const first = await paddock.usage.list(asked, { signal })
      const rows: UsageView[] = [...first.items]
      for (let cursor = first.nextCursor; cursor !== null; ) {
        const page = await paddock.usage.list({ ...asked, cursor }, { signal })
        rows.push(...page.items)
        cursor = page.nextCursor
      }
      return { rows, total: first.total, from: first.from, to: first.to }
    },
  })
