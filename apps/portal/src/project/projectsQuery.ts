import { queryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'

export const projectsQuery = queryOptions({
  queryKey: ['projects'],
  queryFn: ({ signal }) => Array.fromAsync(paddock.project.listAll({ limit: 200 }, { signal })),
})
