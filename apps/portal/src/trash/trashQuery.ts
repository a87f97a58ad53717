import { queryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'

/** What was deleted and can still be restored, newest first. */
export const trashQuery = queryOptions({
  queryKey: ['trash'],
  queryFn: ({ signal }) => Array.fromAsync(paddock.trash.listAll({ limit: 200 }, { signal })),
})
