import type { LabId } from '@paddock/model'
import type { AssetView, HostView, LabSummary, LiveEvent, TemplateView } from '@paddock/sdk'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { paddock } from '../api/paddock.ts'
import { assetsQuery } from '../asset/assetsQuery.ts'
import { auditNewsKey } from '../audit/auditNews.ts'
import { hostsQuery } from '../host/hostsQuery.ts'
import { takeLabNews } from '../lab/labsQuery.ts'
import { templatesQuery } from '../template/templatesQuery.ts'
import { trashQuery } from '../trash/trashQuery.ts'
import { put } from './put.ts'
import { useWatch } from './useWatch.ts'

/** How long labs' events are gathered: when 300 labs start, the page is drawn some times a second, not for each machine. */
const gatherMilliseconds = 60

/** Keeps the lists of labs, templates, files and hosts as they are, while `on`. */
export function useWatchAll(on: boolean): void {
  const queries = useQueryClient()
  const gathered = useRef(new Map<LabId, LabSummary | null>())

  const gather = (id: LabId, lab: LabSummary | null) => {
    if (gathered.current.size === 0)
      setTimeout(() => {
        takeLabNews(queries, gathered.current)
        // What came or went may have gone to the trash, or come from there.
        void queries.invalidateQueries(trashQuery)
        gathered.current = new Map()
      }, gatherMilliseconds)
    gathered.current.set(id, lab)
  }

  useWatch({
    key: on ? 'all' : null,
    open: options => paddock.event.watch({}, options),
    onEvent: event => {
      if (event.kind === 'lab') gather(event.lab.id, event.lab)
      else if (event.kind === 'lab-gone') gather(event.labId, null)
      else take(queries, event)
    },
  })
}

function take(queries: QueryClient, event: Exclude<LiveEvent, { kind: 'lab' | 'lab-gone' }>): void {
  switch (event.kind) {
    case 'reload':
      void queries.invalidateQueries()
      return
    case 'template':
      put<TemplateView[]>(queries, templatesQuery.queryKey, old => withItem(old, event.template))
      void queries.invalidateQueries(trashQuery)
      return
    case 'template-gone':
      put<TemplateView[]>(queries, templatesQuery.queryKey, old => old?.filter(each => each.id !== event.templateId))
      void queries.invalidateQueries(trashQuery)
      return
    case 'host':
      put<HostView[]>(queries, hostsQuery.queryKey, old => withItem(old, event.host))
      void queries.invalidateQueries({ queryKey: ['host-runs', event.host.id] })
      return
    case 'audit':
      put<number>(queries, auditNewsKey, old => (old ?? 0) + event.records.length)
      return
    case 'asset':
      put<AssetView[]>(queries, assetsQuery.queryKey, old => withItem(old, event.asset))
      return
  }
}

/** The list with this item in place of the older one, or before all others when it is new. */
function withItem<Item extends { id: string }>(old: Item[] | undefined, item: Item): Item[] | undefined {
  if (old === undefined) return old
  if (old.some(each => each.id === item.id)) return old.map(each => (each.id === item.id ? item : each))
  return [item, ...old]
}
