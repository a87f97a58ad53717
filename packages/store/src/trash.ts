import {
  type Caller,
  callerMay,
  type LabId,
  type Permission,
  Problem,
  projectsWhere,
  type SnapshotId,
  type TemplateId,
  type TrashId,
} from '@paddock/model'
import { type Insertable, type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely'
import type { Tx } from './database.ts'
import { type Granted, grant } from './grant.ts'
import { type LabRow, labs } from './lab.ts'
import { type PageWanted, page } from './page.ts'
import type { Schema } from './schema.gen.ts'
import { type SnapshotRow, snapshots } from './snapshot.ts'
import { type TemplateRow, templates } from './template.ts'
import type { InLab } from './vm.ts'

export type TrashRow = Selectable<Schema['trash']>

/** What can be deleted and restored, and the grant that both ask for. */
export type Disposable =
  | { readonly kind: 'lab'; readonly lab: Granted<'lab.delete', LabRow> }
  | { readonly kind: 'snapshot'; readonly snapshot: Granted<'lab.snapshot', SnapshotRow> }
  | {
      readonly kind: 'template'
      readonly template: Granted<'template.manage', Pick<TemplateRow, 'id' | 'tenant_id' | 'name'>>
    }

/** A row of the trash with what it stands for. */
export type Trashed = Disposable & { readonly row: TrashRow }

const missing = () => new Problem('not-found', 'There is no such thing in the trash, or you may not see it.')

/** Whoever may delete a thing sees it in the trash. */
const visible = (tx: Tx, caller: Caller) => {
  const inProjects = (kind: 'lab' | 'snapshot', action: Permission): RawBuilder<SqlBool>[] => {
    const where = projectsWhere(caller, action)
    if (caller.tenant === null || where.length === 0) return []
    return [where === 'all' ? sql`kind = ${kind}` : sql`kind = ${kind} and project_id = any(${[...where]}::uuid[])`]
  }
  const seen = [
    ...inProjects('lab', 'lab.delete'),
    ...inProjects('snapshot', 'lab.snapshot'),
    ...(callerMay(caller, 'template.manage') ? [sql<SqlBool>`kind = 'template'`] : []),
    sql<SqlBool>`false`,
  ]
  return tx
    .selectFrom('trash')
    .selectAll()
    .where(sql<SqlBool>`trash.tenant_id is not distinct from ${caller.tenant}`)
    .where(eb => eb.or(seen))
}

export const trash = {
  /** Newest first. */
  page: (tx: Tx, caller: Caller, wanted: PageWanted) => page(visible(tx, caller), wanted, 'trash.id'),

  /** The ids of everything in the trash that the caller may see. Snapshots of labs in the trash are left out: they go with these. */
  async all(tx: Tx, caller: Caller): Promise<TrashId[]> {
    const rows = await visible(tx, caller)
      .where('leaving', '=', false)
      .where(
        sql<SqlBool>`not (kind = 'snapshot' and exists (select 1 from labs where labs.id = trash.lab_id and labs.trash_id is not null))`,
      )
      .orderBy('id')
      .execute()
    return rows.map(row => row.id)
  },

  /**
   * A thing in the trash with the grant to restore or remove it, locked.
   *
   * @throws Problem `not-found`; `not-now` for one that is being removed, or a snapshot whose lab is in the trash itself
   */
  async one(tx: Tx, caller: Caller, id: TrashId): Promise<Trashed> {
    const row = await visible(tx, caller).where('id', '=', id).executeTakeFirst()
    if (!row) throw missing()
    if (row.leaving) throw new Problem('not-now', `${row.name} is being removed for good.`)
    if (row.kind === 'snapshot' && (await isTrashed(tx, row.lab_id)))
      throw new Problem(
        'not-now',
        `${row.lab_name}, which ${row.name} is of, is in the trash itself. Restore or remove the lab first.`,
      )
    return { row, ...(await thingOf(tx, caller, row)) }
  },

  /** What is shown of things in the trash beside their rows: the names of their projects, and how much a removal gives back. */
  async details(tx: Tx, rows: readonly TrashRow[]) {
    const { rows: found } = await sql<{ id: TrashId; project: string | null; bytes: number }>`
      select trash.id, projects.name as project, coalesce(case trash.kind
        when 'lab' then (select sum(stored_bytes) from volumes where volumes.lab_id = trash.thing_id)
        when 'snapshot' then (select sum(stored_bytes) from snapshot_layers kept join layer_copies copies on copies.layer_id = kept.layer_id
          where kept.snapshot_id = trash.thing_id and not layer_is_shared(kept.layer_id, kept.snapshot_id))
        end, 0)::float8 as bytes
      from trash left join projects on projects.id = trash.project_id
      where trash.id = any(${rows.map(row => row.id)}::uuid[])`.execute(tx)
    return {
      projects: new Map(found.map(({ id, project }) => [id, project])),
      sizes: new Map(found.map(({ id, bytes }) => [id, bytes])),
    }
  },

  /** Puts a thing into the trash: it keeps everything it has, and is in no other list from now on. */
  async put(tx: Tx, thing: Disposable, row: Insertable<Schema['trash']>): Promise<TrashRow> {
    const inserted = await tx.insertInto('trash').values(row).returningAll().executeTakeFirstOrThrow()
    await mark(tx, thing, inserted.id)
    return inserted
  },

  /** Takes a thing out of the trash, under another name if one is given. */
  async restore(tx: Tx, thing: Trashed, name: string): Promise<void> {
    await mark(tx, thing, null, name)
  },

  /** Notes that a lab is being removed for good, which takes its host some time. */
  async leave(tx: Tx, { row }: Trashed): Promise<void> {
    await tx.updateTable('trash').set({ leaving: true }).where('id', '=', row.id).execute()
  },

  /** What was kept for as long as was promised, locked; what others have locked is left to the next look. */
  async over(tx: Tx, now: Date): Promise<Trashed[]> {
    const rows = await tx
      .selectFrom('trash')
      .selectAll()
      .where('kept_until', '<=', now)
      .where('leaving', '=', false)
      .orderBy('id')
      .limit(20)
      .execute()
    const found: Trashed[] = []
    for (const row of rows) found.push(...(await lockedOf(tx, row)))
    return found
  },
}

async function isTrashed(tx: Tx, lab: LabId | null): Promise<boolean> {
  if (lab === null) return false
  const row = await tx.selectFrom('labs').select('trash_id').where('id', '=', lab).executeTakeFirst()
  return row?.trash_id != null
}

async function thingOf(tx: Tx, caller: Caller, { kind, thing_id: id }: TrashRow): Promise<Disposable> {
  const options = { lock: true, trashed: true }
  switch (kind) {
    case 'lab':
      return { kind, lab: await labs.one(tx, caller, id as LabId, 'lab.delete', options) }
    case 'snapshot':
      return { kind, snapshot: await snapshots.one(tx, caller, id as SnapshotId, 'lab.snapshot', options) }
    case 'template':
      return { kind, template: await templates.one(tx, caller, id as TemplateId, 'template.manage', options) }
  }
}

/** The end of its retention is what grants the removal. The lab of a snapshot is locked first, as everywhere. */
async function lockedOf(tx: Tx, row: TrashRow): Promise<Trashed[]> {
  switch (row.kind) {
    case 'lab': {
      const lab = await tx
        .selectFrom('labs')
        .selectAll()
        .where('trash_id', '=', row.id)
        .forUpdate()
        .skipLocked()
        .executeTakeFirst()
      return lab ? [{ row, kind: 'lab', lab: grant('lab.delete', lab) }] : []
    }
    case 'snapshot': {
      if (row.lab_id === null) return []
      const lab = await tx
        .selectFrom('labs')
        .selectAll()
        .where('id', '=', row.lab_id)
        .forUpdate()
        .skipLocked()
        .executeTakeFirst()
      const snapshot = await tx.selectFrom('snapshots').selectAll().where('trash_id', '=', row.id).executeTakeFirst()
      const inLab: InLab<SnapshotRow> | null = lab && snapshot ? { ...snapshot, lab } : null
      return inLab ? [{ row, kind: 'snapshot', snapshot: grant('lab.snapshot', inLab) }] : []
    }
    case 'template': {
      const template = await tx
        .selectFrom('templates')
        .selectAll()
        .where('trash_id', '=', row.id)
        .forUpdate()
        .skipLocked()
        .executeTakeFirst()
      return template ? [{ row, kind: 'template', template: grant('template.manage', template) }] : []
    }
  }
}

/** Says of the thing itself that it is in the trash, or out of it again; its revision goes up. */
async function mark(tx: Tx, thing: Disposable, trash_id: TrashId | null, name?: string): Promise<void> {
  const change = { trash_id, revision: sql<number>`revision + 1`, ...(name === undefined ? {} : { name }) }
  switch (thing.kind) {
    case 'lab':
      await tx.updateTable('labs').set(change).where('id', '=', thing.lab.id).execute()
      return
    case 'snapshot':
      await tx.updateTable('snapshots').set(change).where('id', '=', thing.snapshot.id).execute()
      return
    case 'template':
      await tx.updateTable('templates').set(change).where('id', '=', thing.template.id).execute()
      return
  }
}
