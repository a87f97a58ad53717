import { queryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'

/** Who is signed in, and what they may do. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => paddock.session.get(),
  staleTime: 5 * 60_000,
})
