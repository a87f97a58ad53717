import type { QuotaKind } from '@paddock/model'
import { queryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'

/** How much may be had and is: of the tenant, of projects, or of people. */
export const quotasQuery = (kind: QuotaKind) =>
  queryOptions({
    queryKey: ['quotas', kind],
    queryFn: ({ signal }) => Array.fromAsync(paddock.quota.listAll({ kind, limit: 200 }, { signal })),
    // Counters move with every start: whoever looks again wants what is true now.
    staleTime: 2_000,
  })
