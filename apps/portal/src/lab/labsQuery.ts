import type { LabId } from '@paddock/model'
import type { LabSummary } from '@paddock/sdk'
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'
import { type LabNews, withNews } from './withNews.ts'

/** News that came while the list was on its way: it was read before them, so they are written over it when it is there. */
let meanwhile: Map<LabId, LabSummary | null> | null = null

/**
 * All labs that the person may see, newest first.
 *
 * Read whole, because list, home, palette and running work all show parts of it, and kept by events from then on: so
 * it never grows old by time.
 */
export const labsQuery = queryOptions({
  queryKey: ['labs'],
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal }) => {
    const heard = new Map<LabId, LabSummary | null>()
    meanwhile = heard
    const all = await Array.fromAsync(paddock.lab.listAll({ limit: 200 }, { signal }))
    if (meanwhile === heard) meanwhile = null
    return withNews(all, heard)
  },
})

/** Writes what events told into the list, all of it at once. */
export function takeLabNews(queries: QueryClient, news: LabNews): void {
  for (const [id, lab] of news) meanwhile?.set(id, lab)
  queries.setQueryData<LabSummary[]>(labsQuery.queryKey, old => old && withNews(old, news))
}
