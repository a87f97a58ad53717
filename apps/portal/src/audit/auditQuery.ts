import type { AuditVerification } from '@paddock/sdk'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'
import { type AuditSearch, askedFor } from './auditSearch.ts'

/** The records that are asked for, newest first, a page at a time. */
export const auditQuery = (search: AuditSearch) =>
  infiniteQueryOptions({
    queryKey: ['audit', search],
    queryFn: ({ pageParam, signal }) =>
      paddock.audit.list({ ...askedFor(search), limit: 100, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
    staleTime: 0,
  })

/** Checks the whole log. */
export const verificationQuery = queryOptions({
  queryKey: ['audit-verification'],
  queryFn: async ({ signal }): Promise<AuditVerification> => {
    let records = 0
    for (let from = 1; ; ) {
      const part = await paddock.audit.verify({ from }, { signal })
      records += part.records
      if (part.next === null) return { ...part, from: 1, records }
      from = part.next
    }
  },
  staleTime: 300_000,
})
