import { queryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'

/** How the people of the tenant sign in. */
export const doorQuery = queryOptions({
  queryKey: ['door'],
  queryFn: ({ signal }) => paddock.door.get({}, { signal }),
})
