import { queryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'

/** The person's own API tokens: there are never more than a page of them. */
export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: async ({ signal }) => (await paddock.token.list({ limit: 200 }, { signal })).items,
})
