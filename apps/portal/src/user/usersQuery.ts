import { infiniteQueryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'

/** The people of the tenant, newest first, a page at a time. */
export const usersQuery = infiniteQueryOptions({
  queryKey: ['users'],
  queryFn: ({ pageParam, signal }) =>
    paddock.user.list({ limit: 100, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
  initialPageParam: '',
  getNextPageParam: page => page.nextCursor,
})
