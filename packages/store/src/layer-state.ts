import type { LayerId } from '@paddock/model'
import { sql } from 'kysely'
import type { Tx } from './database.ts'
import type { StoredTrouble } from './json.ts'

/** How far a layer, with everything it stands on, has come on the host that is furthest with it. */
export interface LayerProgress {
  readonly state: 'ready' | 'making' | 'failed'
  readonly progress: number
  readonly step: string
  readonly trouble: StoredTrouble | null
  readonly sizeBytes: number | null
}

const waiting = { state: 'making', progress: 0, step: 'Waiting for a host', trouble: null } as const

/** The state of each of the layers. One query, however many. */
export async function layerProgress(tx: Tx, layers: readonly LayerId[]): Promise<Map<LayerId, LayerProgress>> {
  if (layers.length === 0) return new Map()
  const { rows } = await sql<{
    top: LayerId
    sizeBytes: number | null
    made: boolean
    state: 'making' | 'present' | 'failed' | null
    progress: number | null
    step: string | null
    trouble: StoredTrouble | null
  }>`
    with recursive chain as (
      select id as top, id, parent_id, recipe, virtual_size_bytes from layers where id = any(${[...new Set(layers)]}::uuid[])
      union all
      select chain.top, l.id, l.parent_id, l.recipe, l.virtual_size_bytes from layers l join chain on l.id = chain.parent_id
    )
    select chain.top, case when chain.id = chain.top then chain.virtual_size_bytes end as "sizeBytes", chain.recipe is null as made,
      c.state, c.progress, c.step, c.trouble
    from chain left join lateral (
      select * from layer_copies where layer_id = chain.id and want = 'present' and state <> 'absent'
      order by state = 'present' desc, state = 'making' desc, progress desc limit 1) c on true`.execute(tx)
  const byTop = Map.groupBy(rows, row => row.top)
  return new Map(
    [...byTop].map(([top, chain]) => {
      const sizeBytes = chain.find(row => row.sizeBytes !== null)?.sizeBytes ?? null
      // A layer without a recipe was a volume: it lies where that was.
      const parts = chain.map((row): Omit<LayerProgress, 'sizeBytes'> => {
        if (row.state === null) return row.made ? { state: 'ready', progress: 1, step: '', trouble: null } : waiting
        const state = row.state === 'present' ? 'ready' : row.state
        return {
          state,
          progress: state === 'ready' ? 1 : (row.progress ?? 0),
          step: row.step ?? '',
          trouble: row.trouble,
        }
      })
      return [top, { ...worst(parts), sizeBytes }]
    }),
  )
}

/** The state of a thing that needs all of these: what failed counts first, then what is least far. */
export function worst(parts: readonly Omit<LayerProgress, 'sizeBytes'>[]): Omit<LayerProgress, 'sizeBytes'> {
  const failed = parts.find(part => part.state === 'failed')
  if (failed) return failed
  const making = parts.filter(part => part.state === 'making').sort((a, b) => b.progress - a.progress)
  if (making.length === 0) return { state: 'ready', progress: 1, step: '', trouble: null }
  const progress = parts.reduce((sum, part) => sum + part.progress, 0) / parts.length
  return { state: 'making', progress, step: making[0]?.step ?? '', trouble: null }
}
