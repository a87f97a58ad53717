import type { HostId } from '@paddock/model'
import { queryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'

/** What runs on a host, newest first, the first page of it. */
export const hostRunsQuery = (host: HostId) =>
  queryOptions({
    queryKey: ['host-runs', host],
    queryFn: ({ signal }) => paddock.host.runs({ host, limit: 200 }, { signal }),
  })
