import type { HostId, RunId, RunPower, VmId } from '@paddock/model'
import { sql } from 'kysely'
import type { Tx } from './database.ts'
import type { Granted } from './grant.ts'
import type { LabRow } from './lab.ts'

/** A grant on the lab that the machines are of: what changes power demands it. */
type Operable =
  | Granted<'lab.operate', LabRow>
  | Granted<'lab.edit', LabRow>
  | Granted<'lab.delete', LabRow>
  | Granted<'lab.create', LabRow>
  | Granted<'lab.snapshot', LabRow>

export const runs = {
  /** Wishes machines of the lab running: each gets a new run in place of the one that ended. */
  async begin(
    tx: Tx,
    lab: Pick<Operable, 'id' | 'tenant_id'> & Operable,
    vms: readonly VmId[],
    newRun: () => RunId,
  ): Promise<void> {
    if (vms.length === 0) return
    await tx
      .updateTable('vms')
      .set({ intent: 'running' })
      .where('id', 'in', [...vms])
      .where('intent', '<>', 'deleted')
      .execute()
    await tx
      .deleteFrom('runs')
      .where('vm_id', 'in', [...vms])
      .where('ended_at', 'is not', null)
      .execute()
    // What a machine goes on from stays its own until it has gone on: a start that failed may be repeated.
    await sql`insert into runs (id, tenant_id, lab_id, vm_id, memory_layer_id)
      select begun.run, ${lab.tenant_id}, ${lab.id}, vms.id, vms.memory_layer_id
      from unnest(${vms.map(() => newRun())}::uuid[], ${[...vms]}::uuid[]) as begun(run, vm) join vms on vms.id = begun.vm`.execute(
      tx,
    )
  },

  /**
   * Wishes machines of the lab stopped, gracefully or at once. A run that was never placed is over by that.
   */
  async end(
    tx: Tx,
    _lab: Operable,
    vms: readonly VmId[],
    how: { want: 'stopped'; graceSeconds: number } | { want: 'off' },
  ): Promise<void> {
    if (vms.length === 0) return
    await tx
      .updateTable('vms')
      .set({ intent: 'stopped' })
      .where('id', 'in', [...vms])
      .where('intent', '<>', 'deleted')
      .execute()
    await tx
      .updateTable('runs')
      .set({
        want: how.want,
        end_asked_at: sql`coalesce(end_asked_at, now())`,
        ...(how.want === 'stopped' ? { grace_seconds: how.graceSeconds } : {}),
      })
      .where('vm_id', 'in', [...vms])
      .where('ended_at', 'is', null)
      .execute()
    await tx
      .updateTable('runs')
      .set({ power: 'ended', end_reason: 'stopped', ended_at: sql`now()`, step: '' })
      .where('vm_id', 'in', [...vms])
      .where('host_id', 'is', null)
      .where('ended_at', 'is', null)
      .execute()
  },

  /** Gives up the memory that machines would go on from: they boot next. */
  async forgetMemory(tx: Tx, _lab: Operable, vms: readonly VmId[]): Promise<void> {
    if (vms.length === 0) return
    await tx
      .updateTable('vms')
      .set({ memory_layer_id: null })
      .where('id', 'in', [...vms])
      .where('memory_layer_id', 'is not', null)
      .execute()
  },

  /** Asks for one more reset of machines that run. */
  async reset(tx: Tx, _lab: Operable, vms: readonly VmId[]): Promise<void> {
    if (vms.length === 0) return
    await tx
      .updateTable('runs')
      .set({ resets: sql`resets + 1` })
      .where('vm_id', 'in', [...vms])
      .where('power', '=', 'running')
      .execute()
  },

  /** The newest run of a machine, and where it is; null when it has none, or one that has no host yet. */
  async whereIs(
    tx: Tx,
    vm: VmId,
  ): Promise<{ readonly run: RunId; readonly host: HostId; readonly power: RunPower } | null> {
    const row = await tx
      .selectFrom('runs')
      .select(['id as run', 'host_id as host', 'power'])
      .where('vm_id', '=', vm)
      .executeTakeFirst()
    return row?.host ? { run: row.run, host: row.host, power: row.power } : null
  },
}
