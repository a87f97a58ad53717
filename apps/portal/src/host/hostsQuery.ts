import { queryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'

export const hostsQuery = queryOptions({
  queryKey: ['hosts'],
  queryFn: ({ signal }) => Array.fromAsync(paddock.host.listAll({ limit: 200 }, { signal })),
})
