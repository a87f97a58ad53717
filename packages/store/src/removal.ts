import { sql } from 'kysely'
import { namedLayers } from './named-layers.ts'
import { type Tx, together } from './transaction.ts'

/** What finishes deletions, once hosts have let go. Each may be repeated. */
export const removals = {
  /** Removes machines that are to go and have no living run, disks that no host ever had, then labs that are empty. */
  async finish(tx: Tx): Promise<void> {
    await together(
      tx,
      sql`delete from vms where intent = 'deleted' and not exists (select 1 from runs where runs.vm_id = vms.id and runs.ended_at is null)`.compile(
        tx,
      ),
      sql`delete from volumes where want = 'absent' and host_id is null`.compile(tx),
      sql`delete from labs where intent = 'deleted' and not exists (select 1 from vms where vms.lab_id = labs.id)
        and not exists (select 1 from volumes where volumes.lab_id = labs.id)`.compile(tx),
    )
  },

  /**
   * Lets go of sealed layers that nothing stands on, after a grace period. Layers with a recipe stay: they are the library's.
   */
  async unusedLayers(tx: Tx, graceSeconds: number): Promise<void> {
    await sql`
      with used as (
        ${namedLayers} union select parent_id from layers where parent_id is not null
        union select merge_onto from layers where merging and merge_onto is not null)
      update layers set unused_since = case when used.id is null then coalesce(layers.unused_since, now()) end
      from layers other left join used on used.id = other.id
      where layers.id = other.id and layers.recipe is null and (layers.unused_since is null) = (used.id is null)`.execute(
      tx,
    )
    await sql`update layer_copies set want = 'absent' from layers where layers.id = layer_copies.layer_id and layer_copies.want = 'present'
      and layers.unused_since < now() - make_interval(secs => ${graceSeconds})`.execute(tx)
    await sql`delete from layers where recipe is null and unused_since < now() - make_interval(secs => ${graceSeconds})
      and not exists (select 1 from layer_copies where layer_copies.layer_id = layers.id)`.execute(tx)
  },
}
