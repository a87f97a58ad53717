import type { LabSummary, TemplateView } from '@paddock/sdk'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { labsQuery } from '../lab/labsQuery.ts'
import { mayAnywhere } from '../session/may.ts'
import { useMe } from '../session/useMe.ts'
import { labLook } from '../state/states.ts'
import { templatesQuery } from '../template/templatesQuery.ts'
import { type Batch, useBatches } from './batch.ts'

/** What is under way: this page's batches, labs on the move, templates being made. */
export interface Work {
  readonly batches: readonly Batch[]
  readonly labs: readonly LabSummary[]
  readonly templates: readonly TemplateView[]
  /** How much of it still moves. */
  readonly count: number
}

export function useWork(): Work {
  const me = useMe()
  const batches = useBatches()
  const all = useQuery({ ...labsQuery, enabled: mayAnywhere(me, 'lab.view') }).data
  const shelf = useQuery(templatesQuery).data
  return useMemo(() => {
    const labs = (all ?? []).filter(lab => labLook(lab.state) === 'moving')
    const templates = (shelf ?? []).filter(template => template.state === 'making')
    const count = batches.filter(batch => !batch.over).length + labs.length + templates.length
    return { batches, labs, templates, count }
  }, [all, shelf, batches])
}
