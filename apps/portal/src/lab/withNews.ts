import type { LabId } from '@paddock/model'
import type { LabSummary } from '@paddock/sdk'

/** What events told of labs: how each is, or null when it is gone. */
export type LabNews = ReadonlyMap<LabId, LabSummary | null>

/** The list with labs in place of what they were, without those that are gone, and with new ones before all others. */
export function withNews(list: readonly LabSummary[], news: LabNews): LabSummary[] {
  const known = new Set(list.map(lab => lab.id))
  const added = [...news.values()].filter(lab => lab !== null && !known.has(lab.id)) as LabSummary[]
  const kept = list.flatMap(lab => {
    const now = news.get(lab.id)
    return now === null ? [] : [now ?? lab]
  })
  return added.length === 0 ? kept : [...added.toSorted((a, b) => (a.id < b.id ? 1 : -1)), ...kept]
}
