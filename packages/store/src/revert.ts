import type { LabId, RunId, SnapshotId, TenantId, VmId } from '@paddock/model'
import { sql } from 'kysely'
import { insertContents, type LabContents } from './contents.ts'
import type { Tx } from './database.ts'
import type { StoredSnapshot } from './json.ts'

/** A lab whose machines are off, and what it is to become. */
export interface Reverting {
  readonly lab: LabId
  readonly tenant: TenantId
  readonly snapshot: SnapshotId
  readonly content: StoredSnapshot
}

/** What finishes reverts, once hosts have let go. May be repeated. */
export const reverts = {
  /** Labs that are to become one of their snapshots. */
  async wanted(tx: Tx): Promise<LabId[]> {
    const found = await tx
      .selectFrom('labs')
      .select('id')
      .where('revert_to', 'is not', null)
      .where('intent', '=', 'kept')
      .where('trash_id', 'is', null)
      .execute()
    return found.map(row => row.id)
  },

  /** What the lab is to become, once nothing of it runs any more; it is locked. Null: not yet, or somebody else is at it. */
  async due(tx: Tx, lab: LabId): Promise<Reverting | null> {
    const found = await sql<Reverting>`
      select labs.id as lab, labs.tenant_id as tenant, snapshots.id as snapshot, snapshots.content
      from labs join snapshots on snapshots.id = labs.revert_to
      where labs.id = ${lab} and labs.intent = 'kept' and labs.trash_id is null
        and not exists (select 1 from runs where runs.lab_id = labs.id and runs.ended_at is null)
      for update of labs skip locked`.execute(tx)
    return found.rows[0] ?? null
  },

  /**
   * Puts the rows of a snapshot's content in the place of what the lab has. Machines that it knew keep their rows, so that what refers to them
   * goes on to; those that came later go, with their disks.
   */
  async replace(
    tx: Tx,
    { lab, tenant, snapshot }: Reverting,
    { contents, begin }: { contents: Omit<LabContents, 'labs'>; begin: readonly { run: RunId; vm: VmId }[] },
  ): Promise<void> {
    await sql`update volumes set want = 'absent' where lab_id = ${lab} and want = 'present'`.execute(tx)
    await sql`delete from disks where lab_id = ${lab}`.execute(tx)
    await sql`delete from interfaces where lab_id = ${lab}`.execute(tx)
    await sql`delete from networks where lab_id = ${lab}`.execute(tx)
    await sql`delete from runs where lab_id = ${lab}`.execute(tx)
    const kept = contents.vms.map(vm => vm.id as string)
    await sql`delete from vms where lab_id = ${lab} and id <> all(${kept}::uuid[])`.execute(tx)
    const there = new Set(
      (await tx.selectFrom('vms').select('id').where('lab_id', '=', lab).execute()).map(row => row.id as string),
    )
    // Out of the way first: two machines may have swapped their names since.
    await sql`update vms set name = id::text where lab_id = ${lab}`.execute(tx)
    const running = new Set(begin.map(({ vm }) => vm as string))
    for (const { id, ...vm } of contents.vms)
      if (there.has(id))
        await tx
          .updateTable('vms')
          .set({ ...vm, intent: running.has(id) ? 'running' : 'stopped', revision: sql`revision + 1` })
          .where('id', '=', id)
          .execute()
    const missing = contents.vms.filter(vm => !there.has(vm.id))
    await insertContents(tx, {
      ...contents,
      labs: [],
      vms: missing.map(vm => ({ ...vm, intent: running.has(vm.id) ? 'running' : 'stopped' })),
    })
    if (begin.length > 0)
      await sql`insert into runs (id, tenant_id, lab_id, vm_id, memory_layer_id)
        select begun.run, ${tenant}, ${lab}, vms.id, vms.memory_layer_id
        from unnest(${begin.map(({ run }) => run)}::uuid[], ${begin.map(({ vm }) => vm)}::uuid[]) as begun(run, vm)
        join vms on vms.id = begun.vm`.execute(tx)
    await tx
      .updateTable('labs')
      .set({ revert_to: null, snapshot_id: snapshot, revision: sql`revision + 1` })
      .where('id', '=', lab)
      .execute()
  },
}
