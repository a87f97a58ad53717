import type { HostId, LayerId } from '@paddock/model'
import { sql } from 'kysely'
import { namedLayers } from './named-layers.ts'
import type { Tx } from './transaction.ts'

/** A layer as what is to be merged is decided by. */
export interface StandingLayer {
  readonly id: LayerId
  readonly parent: LayerId | null
  readonly kind: 'disk' | 'iso' | 'memory'
  /** True when anything but layers above it names it, or it belongs to the library. */
  readonly named: boolean
  readonly children: number
  /** How many layers its chain has, with itself. */
  readonly depth: number
  /** True when it is whole on a host, and nothing is under way with it. */
  readonly steady: boolean
}

/** The merging of layers. */
export const merges = {
  /** The chains of which something could be merged: every layer that only one other lies on, or that lies too high, and what is around it. */
  async candidates(tx: Tx, depthMax: Readonly<Record<'disk' | 'memory', number>>): Promise<StandingLayer[]> {
    const found = await sql<StandingLayer>`
      with recursive named as (${namedLayers}),
      depth(id, depth) as (
        select id, 1 from layers where parent_id is null
        union all select layers.id, depth.depth + 1 from layers join depth on layers.parent_id = depth.id),
      single as (
        select layers.parent_id as id from layers join layers below on below.id = layers.parent_id
        where below.recipe is null and below.id not in (select id from named) group by layers.parent_id having count(*) = 1),
      chosen(id, parent_id) as (
        select id, parent_id from layers where parent_id in (select id from single)
        union select layers.id, parent_id from layers join depth on depth.id = layers.id
          where depth.depth > case layers.kind when 'memory' then ${depthMax.memory}::int else ${depthMax.disk}::int end
        union select layers.id, layers.parent_id from layers join chosen on layers.id = chosen.parent_id)
      select layers.id, layers.parent_id as parent, layers.kind, depth.depth,
        layers.recipe is not null or layers.id in (select id from named) as named,
        (select count(*)::int from layers above where above.parent_id = layers.id) as children,
        not layers.merging and coalesce((select bool_and(state = 'present' and want = 'present') from layer_copies where layer_id = layers.id), false) as steady
      from chosen join layers on layers.id = chosen.id join depth on depth.id = layers.id order by layers.id`.execute(
      tx,
    )
    return found.rows
  },

  /** Writes down what is to lie on what from now on. @returns the hosts that are to do it */
  async begin(tx: Tx, wanted: readonly { layer: LayerId; onto: LayerId | null }[]): Promise<HostId[]> {
    if (wanted.length === 0) return []
    const rows = JSON.stringify(wanted)
    const found = await sql<{ host_id: HostId }>`
      with begun as (
        update layers set merging = true, merge_onto = wanted.onto
        from jsonb_to_recordset(${rows}::jsonb) as wanted(layer uuid, onto uuid)
        where layers.id = wanted.layer and not merging and exists (select 1 from layers below where below.id = wanted.onto) = (wanted.onto is not null)
        returning layers.id)
      select distinct host_id from layer_copies join begun on begun.id = layer_copies.layer_id`.execute(tx)
    return found.rows.map(row => row.host_id)
  },
}
