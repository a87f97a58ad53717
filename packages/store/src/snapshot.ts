import {
  type Caller,
  type LabId,
  type LayerId,
  type Permission,
  Problem,
  projectsWhere,
  type RunId,
  type SnapshotId,
  type TemplateId,
  type VmId,
} from '@paddock/model'
import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Tx } from './database.ts'
import { type Granted, grant } from './grant.ts'
import { demand, type LabRow, labs } from './lab.ts'
import { memoryHolders } from './memory-holders.ts'
import { type PageWanted, page } from './page.ts'
import type { Schema } from './schema.gen.ts'
import { together } from './transaction.ts'
import type { InLab } from './vm.ts'

export type SnapshotRow = Selectable<Schema['snapshots']>

/** A running machine that is held for a snapshot, and what its memory becomes. */
export interface SnapshotRun {
  readonly run: RunId
  readonly vm: VmId
  readonly memory: LayerId | null
}

/** So many copies of one are named; all are counted. */
const hangingMax = 20

const missing = () => new Problem('not-found', 'There is no such snapshot, or you may not see it.')

export const snapshots = {
  /**
   * One snapshot together with its lab, which is locked when something is to be changed. Whoever may do so with the lab may with it.
   * `trashed`: one that is in the trash, and no other; its lab is not.
   *
   * @throws Problem `not-found`, `not-allowed` as `labs.one`
   */
  async one<Action extends Permission>(
    tx: Tx,
    caller: Caller,
    id: SnapshotId,
    action: Action,
    options: { lock?: boolean; trashed?: boolean } = {},
  ): Promise<Granted<Action, InLab<SnapshotRow>>> {
    if (caller.tenant === null || projectsWhere(caller, 'lab.view').length === 0) throw missing()
    const load = () =>
      tx
        .selectFrom('snapshots')
        .selectAll()
        .where('id', '=', id)
        .where('tenant_id', '=', caller.tenant as NonNullable<typeof caller.tenant>)
        .where('trash_id', options.trashed ? 'is not' : 'is', null)
        .executeTakeFirst()
    const seen = await load()
    if (!seen) throw missing()
    const lab = await labs.one(tx, caller, seen.lab_id, 'lab.view', { lock: options.lock ?? false }).catch(() => {
      throw missing()
    })
    demand(caller, lab.project_id, action)
    // Read again behind the lock: what another change did meanwhile counts.
    const row = options.lock ? await load() : seen
    if (!row) throw missing()
    return grant(action, { ...row, lab })
  },

  /** The lab's snapshots, newest first. */
  ofLab: (tx: Tx, lab: Granted<'lab.view', LabRow>, wanted: PageWanted) =>
    page(
      tx.selectFrom('snapshots').selectAll().where('lab_id', '=', lab.id).where('trash_id', 'is', null),
      wanted,
      'snapshots.id',
    ),

  /** How many snapshots the lab has, and how many of them are being taken. Those in the trash are not counted. */
  async count(tx: Tx, lab: LabId): Promise<{ all: number; taking: number }> {
    const { rows } = await sql<{ all: number; taking: number }>`
      select count(*)::int as all, (count(*) filter (where state = 'taking'))::int as taking from snapshots
      where lab_id = ${lab} and trash_id is null`.execute(tx)
    return rows[0] ?? { all: 0, taking: 0 }
  },

  /** Writes down a snapshot with what it keeps and whom it holds; the lab stands at it from now on. */
  async insert(
    tx: Tx,
    lab: Granted<'lab.snapshot', LabRow>,
    row: Insertable<Schema['snapshots']>,
    { layers, runs }: { layers: readonly LayerId[]; runs: readonly SnapshotRun[] },
  ): Promise<void> {
    const memories = runs.flatMap(({ memory, run }) => (memory === null ? [] : [{ memory, run }]))
    await tx.insertInto('snapshots').values(row).execute()
    if (memories.length > 0) {
      await sql`insert into layers (id, tenant_id, kind, format, parent_id, snapshot_id)
        select made.memory, ${lab.tenant_id}, 'memory', 'memory', runs.memory_layer_id, ${row.id}
        from unnest(${memories.map(({ memory }) => memory)}::uuid[], ${memories.map(({ run }) => run)}::uuid[]) as made(memory, run)
        join runs on runs.id = made.run`.execute(tx)
      await tx
        .insertInto('layer_copies')
        .values(
          memories.map(({ memory }) => ({ layer_id: memory, host_id: row.host_id as NonNullable<typeof row.host_id> })),
        )
        .execute()
    }
    const kept = [...new Set([...layers, ...memories.map(({ memory }) => memory)])]
    if (kept.length > 0)
      await tx
        .insertInto('snapshot_layers')
        .values(kept.map(layer => ({ snapshot_id: row.id, layer_id: layer, tenant_id: lab.tenant_id })))
        .execute()
    if (runs.length > 0)
      await tx
        .insertInto('snapshot_runs')
        .values(
          runs.map(({ run, vm, memory }) => ({
            snapshot_id: row.id,
            run_id: run,
            vm_id: vm,
            tenant_id: lab.tenant_id,
            memory_layer_id: memory,
          })),
        )
        .execute()
    await tx.updateTable('labs').set({ snapshot_id: row.id }).where('id', '=', lab.id).execute()
  },

  async update(
    tx: Tx,
    snapshot: Granted<'lab.snapshot', SnapshotRow>,
    change: Updateable<Schema['snapshots']>,
  ): Promise<void> {
    await tx
      .updateTable('snapshots')
      .set({ ...change, revision: snapshot.revision + 1 })
      .where('id', '=', snapshot.id)
      .execute()
  },

  /** Removes exactly one: those taken after it hang on the one before it, and so does the lab where it stood there. */
  async remove(tx: Tx, snapshot: Granted<'lab.snapshot', SnapshotRow>): Promise<void> {
    const { id, parent_id: parent } = snapshot
    await tx.updateTable('snapshots').set({ parent_id: parent }).where('parent_id', '=', id).execute()
    await tx.updateTable('labs').set({ snapshot_id: parent }).where('snapshot_id', '=', id).execute()
    await tx.deleteFrom('snapshots').where('id', '=', id).execute()
  },

  /** What the screen of a machine showed at the instant. @throws Problem `not-found` when no picture was taken */
  async picture(tx: Tx, snapshot: Granted<'console.view', SnapshotRow>, vm: VmId): Promise<Buffer> {
    const found = await tx
      .selectFrom('snapshot_runs')
      .select('picture')
      .where('snapshot_id', '=', snapshot.id)
      .where('vm_id', '=', vm)
      .executeTakeFirst()
    if (!found?.picture) throw new Problem('not-found', `${snapshot.name} has no picture of that machine.`)
    return found.picture
  },

  /** What hangs on snapshots: those taken after them, labs that the caller may see, versions of templates. The newest of each. */
  async hanging(tx: Tx, caller: Caller, ids: readonly SnapshotId[]) {
    if (ids.length === 0) return { children: [], labs: [], templates: [] }
    const list = [...ids]
    const projects = projectsWhere(caller, 'lab.view')
    const seen = projects === 'all' ? sql`true` : sql`project_id = any(${[...projects]}::uuid[])`
    const [children, labs, templates] = await together(
      tx,
      sql<{ snapshot: SnapshotId; id: SnapshotId; name: string }>`
        select shown.parent as snapshot, id, name from (select snapshots.id, snapshots.name, snapshot_shown(parent_id) as parent from snapshots
          where trash_id is null and parent_id is not null and lab_id in (select lab_id from snapshots where id = any(${list}::uuid[]))) shown
        where shown.parent = any(${list}::uuid[]) order by id`.compile(tx),
      sql<{ snapshot: SnapshotId; id: LabId; name: string }>`
        select copy_of as snapshot, id, name from (select *, row_number() over (partition by copy_of order by id desc) as place from labs
          where copy_of = any(${list}::uuid[]) and trash_id is null and ${seen}) copies where place <= ${hangingMax} order by id desc`.compile(
        tx,
      ),
      sql<{ snapshot: SnapshotId; id: TemplateId; name: string; version: number }>`
        select versions.snapshot_id as snapshot, templates.id, templates.name, versions.version
        from template_versions versions join templates on templates.id = versions.template_id
        where versions.snapshot_id = any(${list}::uuid[]) and templates.trash_id is null order by templates.name, versions.version`.compile(
        tx,
      ),
    )
    return { children, labs, templates }
  },

  /** What is shown of snapshots beside their rows: for how long machines stood still, what they keep, and which copies there are. */
  async details(tx: Tx, ids: readonly SnapshotId[]) {
    if (ids.length === 0) return { runs: [], sizes: [], copies: [], places: [], memories: [] }
    const list = [...ids]
    const [runs, sizes, copies, places, memories] = await together(
      tx,
      tx
        .selectFrom('snapshot_runs')
        .select(['snapshot_id', 'vm_id', 'memory_layer_id', 'pause_ms'])
        .select(sql<boolean>`picture is not null`.as('pictured'))
        .where('snapshot_id', 'in', list)
        .compile(),
      // Its own: bytes of layers that no other snapshot, disk or machine stands on.
      sql<{ snapshot_id: SnapshotId; own: number; shared: number }>`
        select kept.snapshot_id, coalesce(sum(copies.stored_bytes) filter (where not used.elsewhere), 0)::float8 as own,
          coalesce(sum(copies.stored_bytes) filter (where used.elsewhere), 0)::float8 as shared
        from snapshot_layers kept join layer_copies copies on copies.layer_id = kept.layer_id
          cross join lateral (select layer_is_shared(kept.layer_id, kept.snapshot_id) as elsewhere) used
        where kept.snapshot_id = any(${list}::uuid[]) group by kept.snapshot_id`.compile(tx),
      sql<{ snapshot_id: SnapshotId; count: number }>`
        select copy_of as snapshot_id, count(*)::int as count from labs where copy_of = any(${list}::uuid[]) and trash_id is null group by copy_of`.compile(
        tx,
      ),
      // In the tree as it is shown: without those in the trash.
      sql<{ id: SnapshotId; parent: SnapshotId | null; current: boolean | null }>`
        select snapshots.id, snapshot_shown(parent_id) as parent, snapshot_shown(labs.snapshot_id) = snapshots.id as current
        from snapshots join labs on labs.id = snapshots.lab_id where snapshots.id = any(${list}::uuid[])`.compile(tx),
      tx
        .selectFrom('snapshot_layers')
        .innerJoin('layers', 'layers.id', 'snapshot_layers.layer_id')
        .select(['snapshot_layers.snapshot_id', 'layers.id', 'layers.compatibility'])
        .select(memoryHolders('layers.id').as('holders'))
        .where('layers.kind', '=', 'memory')
        .where('snapshot_layers.snapshot_id', 'in', list)
        .compile(),
    )
    return { runs, sizes, copies, places, memories }
  },
}
