import type { HostId, LayerId, RunId, SnapshotId } from '@paddock/model'
import { type CompiledQuery, sql } from 'kysely'
import type { Granted } from './grant.ts'
import type { StoredTrouble } from './json.ts'
import type { LabRow } from './lab.ts'
import type { Tx } from './transaction.ts'

/** Machines that are being suspended. What is over has no row: its machines have their memory, or run on. */
export const suspensions = {
  /** Wishes running machines suspended at one instant, and says what the memory of each becomes. */
  async insert(
    tx: Tx,
    lab: Granted<'lab.operate', LabRow>,
    { id, host_id }: { id: SnapshotId; host_id: HostId },
    held: readonly { readonly run: RunId; readonly memory: LayerId }[],
  ): Promise<void> {
    const runs = held.map(({ run }) => run)
    const memories = held.map(({ memory }) => memory)
    await tx.insertInto('suspensions').values({ id, tenant_id: lab.tenant_id, lab_id: lab.id, host_id }).execute()
    await sql`insert into layers (id, tenant_id, kind, format, parent_id, snapshot_id)
      select held.memory, ${lab.tenant_id}, 'memory', 'memory', runs.memory_layer_id, ${id}
      from unnest(${memories}::uuid[], ${runs}::uuid[]) as held(memory, run) join runs on runs.id = held.run`.execute(
      tx,
    )
    await tx
      .insertInto('layer_copies')
      .values(memories.map(layer_id => ({ layer_id, host_id })))
      .execute()
    await tx
      .insertInto('suspension_runs')
      .values(
        held.map(({ run, memory }) => ({
          ...{ suspension_id: id, tenant_id: lab.tenant_id },
          ...{ run_id: run, memory_layer_id: memory },
        })),
      )
      .execute()
    await sql`update vms set intent = 'suspended' from runs where runs.id = any(${runs}::uuid[]) and vms.id = runs.vm_id
      and vms.intent <> 'deleted'`.execute(tx)
    await sql`update runs set end_asked_at = now(), rest_trouble = null where id = any(${runs}::uuid[])`.execute(tx)
  },
}

interface Outcome {
  readonly snapshot: SnapshotId
  readonly state: string
  readonly trouble: StoredTrouble | null
}

/**
 * What hosts say has become of suspensions, once for each.
 *
 * Taken: the machines have their memory, unless somebody has asked for something else meanwhile; their runs are over. Failed: they run on.
 */
export function endSuspensions(tx: Tx, outcomes: readonly Outcome[]): CompiledQuery[] {
  const seen = sql`suspension_runs held join jsonb_to_recordset(${JSON.stringify(outcomes)}::jsonb)
      as seen(host uuid, snapshot uuid, state text, trouble jsonb) on seen.snapshot = held.suspension_id
    join suspensions on suspensions.id = seen.snapshot and suspensions.host_id = seen.host
    join runs own on own.id = held.run_id`
  return [
    sql`update vms set memory_layer_id = held.memory_layer_id from ${seen}
      where seen.state = 'taken' and vms.id = own.vm_id and vms.intent = 'suspended'`.compile(tx),
    sql`update runs set want = 'off' from ${seen} where seen.state = 'taken' and runs.id = held.run_id and runs.ended_at is null`.compile(
      tx,
    ),
    sql`update vms set intent = 'running' from ${seen} where seen.state = 'failed' and vms.id = own.vm_id and vms.intent = 'suspended'`.compile(
      tx,
    ),
    sql`update runs set rest_trouble = nullif(seen.trouble, 'null'), end_asked_at = case when runs.want = 'running' then null else runs.end_asked_at end
      from ${seen} where seen.state = 'failed' and runs.id = held.run_id and runs.ended_at is null`.compile(tx),
    sql`delete from suspensions using jsonb_to_recordset(${JSON.stringify(outcomes)}::jsonb) as seen(host uuid, snapshot uuid)
      where suspensions.id = seen.snapshot and suspensions.host_id = seen.host`.compile(tx),
  ]
}
