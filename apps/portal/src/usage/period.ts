import type { UsageBy } from '@paddock/model'

/** By what people look at use; operators see it by tenant only. */
export const usageWays = ['project', 'lab', 'user', 'day'] as const satisfies UsageBy[]

/** Periods that use is looked at for. Months and days are those of UTC, as the ledger's are. */
export const periods = ['this-month', 'last-month', 'seven-days'] as const
export type Period = (typeof periods)[number]

export const periodWords: Readonly<Record<Period, string>> = {
  'this-month': 'This month',
  'last-month': 'Last month',
  'seven-days': 'Last 7 days',
}

/** The moments that a period lies between; without an end it goes on. */
export function momentsOf(period: Period, now: Date): { from: string; to?: string } {
  const month = (ahead: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead)).toISOString()
  switch (period) {
    case 'this-month':
      return { from: month(0) }
    case 'last-month':
      return { from: month(-1), to: month(0) }
    case 'seven-days':
      return { from: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() - 6)).toISOString() }
  }
}
