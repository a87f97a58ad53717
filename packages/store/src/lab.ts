import {
  type Caller,
  callerMayIn,
  type LabId,
  type Permission,
  Problem,
  type ProjectId,
  projectsWhere,
  type VmId,
} from '@paddock/model'
import { type Selectable, sql, type Updateable } from 'kysely'
import type { Tx } from './database.ts'
import { type Granted, grant } from './grant.ts'
import type { Schema } from './schema.gen.ts'

export type LabRow = Selectable<Schema['labs']>

/** Refuses what the caller may not do in a project in which they may see. */
export function demand(caller: Caller, project: ProjectId, action: Permission): void {
  if (!callerMayIn(caller, project, action))
    throw new Problem(
      'not-allowed',
      'Your role in this project does not allow this. Ask an administrator of the tenant for it.',
    )
}

const noSuchLab = () => new Problem('not-found', 'There is no such lab, or you may not see it.')
const inTrash = ({ name }: LabRow) => new Problem('not-found', `${name} is in the trash. Restore it to use it again.`)

export const labs = {
  /**
   * One lab, for this caller and this action. `lock` keeps others from changing the lab until the transaction ends.
   * `trashed`: one that is in the trash, and no other.
   *
   * @throws Problem `not-found` for another tenant's, an unseen project's or one in the trash, `not-allowed` for one that may only be seen.
   */
  async one<Action extends Permission>(
    tx: Tx,
    caller: Caller,
    id: LabId,
    action: Action,
    options: { lock?: boolean; trashed?: boolean } = {},
  ): Promise<Granted<Action, LabRow>> {
    const projects = projectsWhere(caller, 'lab.view')
    if (caller.tenant === null || projects.length === 0) throw noSuchLab()
    let query = tx.selectFrom('labs').selectAll().where('id', '=', id).where('tenant_id', '=', caller.tenant)
    if (projects !== 'all') query = query.where('project_id', 'in', [...projects])
    if (options.lock) query = query.forUpdate()
    const lab = await query.executeTakeFirst()
    if (!lab || (options.trashed && lab.trash_id === null)) throw noSuchLab()
    if (!options.trashed && lab.trash_id !== null) throw inTrash(lab)
    demand(caller, lab.project_id, action)
    return grant(action, lab)
  },

  /** The ids of a page of labs that the caller may see, newest first; one more than `limit` if there are more. */
  async page(
    tx: Tx,
    caller: Caller,
    page: { before: LabId | null; limit: number; project: ProjectId | undefined; search: string | undefined },
  ): Promise<LabId[]> {
    const projects = projectsWhere(caller, 'lab.view')
    if (caller.tenant === null || projects.length === 0) return []
    let query = tx
      .selectFrom('labs')
      .select('id')
      .where('tenant_id', '=', caller.tenant)
      .where('trash_id', 'is', null)
      .orderBy('id', 'desc')
      .limit(page.limit + 1)
    if (projects !== 'all') query = query.where('project_id', 'in', [...projects])
    if (page.project !== undefined) query = query.where('project_id', '=', page.project)
    if (page.before !== null) query = query.where('id', '<', page.before)
    // strpos, not LIKE: what people search for may hold % and _.
    if (page.search) query = query.where(sql<boolean>`strpos(lower(name), lower(${page.search})) > 0`)
    return (await query.execute()).map(row => row.id)
  },

  /** Changes a lab's own facts; its revision goes up. */
  async update(
    tx: Tx,
    lab: Granted<'lab.edit', LabRow> | Granted<'lab.delete', LabRow> | Granted<'lab.snapshot', LabRow>,
    change: Updateable<Schema['labs']>,
  ): Promise<void> {
    await tx
      .updateTable('labs')
      .set({ ...change, revision: lab.revision + 1 })
      .where('id', '=', lab.id)
      .execute()
  },

  /** Wishes machines of the lab gone: their runs end at once, and the removal reconciler does the rest. */
  async discardVms(
    tx: Tx,
    lab: Granted<'lab.edit' | 'lab.delete', LabRow>,
    which: readonly VmId[] | 'all',
  ): Promise<void> {
    const chosen = which === 'all' ? tx.selectFrom('vms').select('id').where('lab_id', '=', lab.id) : [...which]
    await tx.updateTable('vms').set({ intent: 'deleted' }).where('id', 'in', chosen).execute()
    await tx
      .updateTable('runs')
      .set({ want: 'off', end_asked_at: sql`coalesce(end_asked_at, now())` })
      .where('vm_id', 'in', chosen)
      .where('ended_at', 'is', null)
      .execute()
    await tx
      .updateTable('runs')
      .set({ power: 'ended', end_reason: 'stopped', ended_at: sql`now()` })
      .where('vm_id', 'in', chosen)
      .where('host_id', 'is', null)
      .where('ended_at', 'is', null)
      .execute()
  },
}

/** @throws Problem `changed-meanwhile` when the caller named another revision than the one that is there. */
export function checkRevision(thing: { revision: number }, named: number | null): void {
  if (named !== null && named !== thing.revision)
    throw new Problem(
      'changed-meanwhile',
      'Somebody changed it since you looked. Fetch it again, and repeat your change if it still fits.',
    )
}
