import { infiniteQueryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'

/** Labs, newest first, a page at a time. */
export const labsQuery = (search: string) =>
  infiniteQueryOptions({
    queryKey: ['labs', search],
    queryFn: ({ pageParam, signal }) =>
      paddock.lab.list(
        { limit: 100, ...(search ? { search } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
  })
