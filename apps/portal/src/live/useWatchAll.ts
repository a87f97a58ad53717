import type { HostView, LabSummary, LiveEvent, TemplateView } from '@paddock/sdk'
import { type InfiniteData, type QueryClient, useQueryClient } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'
import { hostsQuery } from '../host/hostsQuery.ts'
import { templatesQuery } from '../template/templatesQuery.ts'
import { put } from './put.ts'
import { useWatch } from './useWatch.ts'

/** Keeps the lists of labs, templates and hosts as they are, while a page shows one of them. */
export function useWatchAll(): void {
  const queries = useQueryClient()
  useWatch({
    key: 'all',
    open: options => paddock.event.watch({}, options),
    onEvent: event => take(queries, event),
  })
}

function take(queries: QueryClient, event: LiveEvent): void {
  switch (event.kind) {
    case 'lab':
      takeLab(queries, event.lab)
      return
    case 'lab-gone':
    case 'reload':
      void queries.invalidateQueries()
      return
    case 'template':
      put<TemplateView[]>(queries, templatesQuery.queryKey, old => withItem(old, event.template))
      return
    case 'template-gone':
      put<TemplateView[]>(queries, templatesQuery.queryKey, old => old?.filter(each => each.id !== event.templateId))
      return
    case 'host':
      put<HostView[]>(queries, hostsQuery.queryKey, old => withItem(old, event.host))
      void queries.invalidateQueries({ queryKey: ['host-runs', event.host.id] })
      return
    case 'asset':
      return
  }
}

type LabPages = InfiniteData<{ items: LabSummary[]; nextCursor: string | null }, string>

/** A lab that is shown changes where it stands. One that is not may belong into any list: they are asked for anew. */
function takeLab(queries: QueryClient, lab: LabSummary): void {
  for (const [key, shown] of queries.getQueriesData<LabPages>({ queryKey: ['labs'] })) {
    if (!shown?.pages.some(page => page.items.some(each => each.id === lab.id))) {
      void queries.invalidateQueries({ queryKey: key, exact: true })
      continue
    }
    put<LabPages>(queries, key, old =>
      old === undefined
        ? old
        : { ...old, pages: old.pages.map(page => ({ ...page, items: withItem(page.items, lab, 'known') ?? [] })) },
    )
  }
}

/** The list with this item in place of the older one, or before all others when it is new. */
function withItem<Item extends { id: string }>(
  old: Item[] | undefined,
  item: Item,
  only: 'known' | 'any' = 'any',
): Item[] | undefined {
  if (old === undefined) return old
  if (old.some(each => each.id === item.id)) return old.map(each => (each.id === item.id ? item : each))
  return only === 'known' ? old : [item, ...old]
}
