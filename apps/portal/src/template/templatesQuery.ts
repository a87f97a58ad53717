import { queryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'

/** The templates of the library. A shelf is short enough to be read whole. */
export const templatesQuery = queryOptions({
  queryKey: ['templates'],
  queryFn: ({ signal }) => Array.fromAsync(paddock.template.listAll({ limit: 200 }, { signal })),
})
