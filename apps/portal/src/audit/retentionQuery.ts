import { queryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'

/** For how long the audit log is kept. */
export const retentionQuery = queryOptions({
  queryKey: ['audit-retention'],
  queryFn: ({ signal }) => paddock.audit.retention({}, { signal }),
})
