import { type Caller, type Permission, Problem, type ProjectId, projectsWhere } from '@paddock/model'
import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Tx } from './database.ts'
import { demandEverywhere } from './demand.ts'
import { type Granted, grant } from './grant.ts'
import { demand } from './lab.ts'
import { type PageWanted, page } from './page.ts'
import type { Schema } from './schema.gen.ts'

export type ProjectRow = Selectable<Schema['projects']> & {
  readonly lab_count: number
  readonly trashed_lab_count: number
}

const noSuchProject = () => new Problem('not-found', 'There is no such project, or you may not see it.')

const withLabCount = (tx: Tx) =>
  tx
    .selectFrom('projects')
    .selectAll('projects')
    .select(
      sql<number>`(select count(*) from labs where labs.project_id = projects.id and trash_id is null)`.as('lab_count'),
    )
    .select(
      sql<number>`(select count(*) from labs where labs.project_id = projects.id and trash_id is not null)`.as(
        'trashed_lab_count',
      ),
    )

export const projects = {
  /** @throws Problem `not-found` for another tenant's or an unseen one, `not-allowed` for one that may only be seen. */
  async one<Action extends Permission>(
    tx: Tx,
    caller: Caller,
    id: ProjectId,
    action: Action,
    options: { lock?: boolean } = {},
  ): Promise<Granted<Action, ProjectRow>> {
    const seen = projectsWhere(caller, 'project.view')
    if (caller.tenant === null || (seen !== 'all' && !seen.includes(id))) throw noSuchProject()
    let query = withLabCount(tx).where('projects.id', '=', id).where('projects.tenant_id', '=', caller.tenant)
    if (options.lock) query = query.forUpdate('projects')
    const project = await query.executeTakeFirst()
    if (!project) throw noSuchProject()
    demand(caller, id, action)
    return grant(action, project)
  },

  /** The projects that the caller may see. */
  async page(tx: Tx, caller: Caller, wanted: PageWanted) {
    const seen = projectsWhere(caller, 'project.view')
    if (caller.tenant === null || seen.length === 0) return { rows: [], nextCursor: null }
    const query = withLabCount(tx).where('projects.tenant_id', '=', caller.tenant)
    return page(seen === 'all' ? query : query.where('projects.id', 'in', [...seen]), wanted, 'projects.id')
  },

  async insert(tx: Tx, caller: Caller, row: Insertable<Schema['projects']>): Promise<ProjectRow> {
    demandEverywhere(caller, 'project.create')
    const project = await tx.insertInto('projects').values(row).returningAll().executeTakeFirstOrThrow()
    return { ...project, lab_count: 0, trashed_lab_count: 0 }
  },

  async update(
    tx: Tx,
    project: Granted<'project.manage', ProjectRow>,
    change: Updateable<Schema['projects']>,
  ): Promise<ProjectRow> {
    const row = await tx
      .updateTable('projects')
      .set({ ...change, revision: project.revision + 1 })
      .where('id', '=', project.id)
      .returningAll()
      .executeTakeFirstOrThrow()
    return { ...row, lab_count: project.lab_count, trashed_lab_count: project.trashed_lab_count }
  },

  async remove(tx: Tx, project: Granted<'project.manage', ProjectRow>): Promise<void> {
    await tx.deleteFrom('projects').where('id', '=', project.id).execute()
  },
}
