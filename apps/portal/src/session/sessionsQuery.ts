import { queryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'

/** Where the person is signed in. The newest two hundred: whoever has more ends them all. */
export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: async ({ signal }) => (await paddock.session.list({ limit: 200 }, { signal })).items,
})
