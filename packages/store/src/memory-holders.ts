import { type RawBuilder, sql } from 'kysely'
import type { StoredHostFacts } from './json.ts'

/** A host that holds a memory layer, and what machines are made of there as far as it has told. */
export interface MemoryHolder {
  readonly name: string
  readonly facts: Pick<StoredHostFacts, 'accelerator' | 'qemuVersion' | 'machineType' | 'cpuModel'> | null
}

/** The hosts that hold the layer which the column names; null: none, or it names none. */
export const memoryHolders = (column: string): RawBuilder<MemoryHolder[] | null> =>
  sql`(select jsonb_agg(jsonb_build_object('name', holders.name, 'facts', holders.facts) order by holders.id)
    from layer_copies held join hosts holders on holders.id = held.host_id where held.layer_id = ${sql.ref(column)} and held.want = 'present')`
