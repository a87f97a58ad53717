import { queryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'

/** The files of the library, such as ISOs for CD drives. */
export const assetsQuery = queryOptions({
  queryKey: ['assets'],
  queryFn: ({ signal }) => Array.fromAsync(paddock.asset.listAll({ limit: 200 }, { signal })),
})
