import {
  type AssetId,
  type Caller,
  type LabSpec,
  type LayerId,
  type Permission,
  Problem,
  type SnapshotId,
  type TemplateId,
} from '@paddock/model'
import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Tx } from './database.ts'
import { demandEverywhere } from './demand.ts'
import { type Granted, grant } from './grant.ts'
import { type PageWanted, page } from './page.ts'
import type { Schema } from './schema.gen.ts'

/** A template with the document of its default version. */
export type TemplateRow = Selectable<Schema['templates']> & {
  readonly spec: LabSpec
  readonly version_count: number
}
export type TemplateVersionRow = Selectable<Schema['template_versions']>

/** Public ones and the caller's tenant's own; for an operator, who looks into no tenant, public ones. Of the trash only those in it. */
const visible = (tx: Tx, caller: Caller, { trashed = false } = {}) => {
  const query = tx
    .selectFrom('templates')
    .innerJoin('template_versions as current', join =>
      join.onRef('current.template_id', '=', 'templates.id').onRef('current.version', '=', 'templates.version'),
    )
    .selectAll('templates')
    .select([
      'current.spec',
      sql<number>`(select count(*)::int from template_versions every where every.template_id = templates.id)`.as(
        'version_count',
      ),
    ])
    .where('templates.trash_id', trashed ? 'is not' : 'is', null)
  return query.where(eb =>
    eb.or([
      eb('templates.tenant_id', 'is', null),
      ...(caller.tenant === null ? [] : [eb('templates.tenant_id', '=', caller.tenant)]),
    ]),
  )
}

export const templates = {
  /**
   * @throws Problem `not-found` for another tenant's, `not-allowed` for a public one that a tenant wants to change.
   */
  async one<Action extends Permission>(
    tx: Tx,
    caller: Caller,
    id: TemplateId,
    action: Action,
    options: { lock?: boolean; trashed?: boolean } = {},
  ): Promise<Granted<Action, TemplateRow>> {
    const query = visible(tx, caller, options).where('templates.id', '=', id)
    // Only what may be changed: the policy of row-level security for public rows grants no lock to tenants.
    const template = await (options.lock
      ? query.where('templates.tenant_id', 'is not distinct from', caller.tenant).forUpdate('templates')
      : query
    ).executeTakeFirst()
    if (!template) {
      if (options.lock && (await query.executeTakeFirst()))
        throw new Problem('not-allowed', 'This template is public. Only the installation’s operator changes it.')
      throw new Problem('not-found', 'There is no such template, or you may not see it.')
    }
    demandEverywhere(caller, action)
    return grant(action, template)
  },

  page: (tx: Tx, caller: Caller, wanted: PageWanted) => page(visible(tx, caller), wanted, 'templates.id'),

  /** The given templates, as far as the caller may see them. */
  ofIds: (tx: Tx, caller: Caller, ids: readonly TemplateId[]): Promise<TemplateRow[]> =>
    ids.length === 0
      ? Promise.resolve([])
      : visible(tx, caller)
          .where('templates.id', 'in', [...ids])
          .orderBy('templates.id')
          .execute(),

  /** Whether a template of this tenant, or a public one for null, is called so. */
  isNamed: async (tx: Tx, tenant: TemplateRow['tenant_id'], name: string): Promise<boolean> => {
    const found = await tx
      .selectFrom('templates')
      .select('id')
      .where('tenant_id', 'is not distinct from', tenant)
      .where('name', '=', name)
      .where('trash_id', 'is', null)
      .executeTakeFirst()
    return found !== undefined
  },

  /** Those that stand on one of the layers, by a disk or by what lies in a drive. */
  standingOn: async (tx: Tx, layers: readonly LayerId[]): Promise<TemplateId[]> => {
    if (layers.length === 0) return []
    const { rows } = await sql<{ id: TemplateId }>`
      select distinct t.id from templates t join template_versions v on v.template_id = t.id and v.version = t.version,
        jsonb_array_elements(v.spec -> 'vms') vm
      where exists (select from jsonb_array_elements(vm -> 'disks') disk where (disk -> 'source' ->> 'layer')::uuid = any(${[...layers]}::uuid[]))
        or exists (select from assets a where a.layer_id = any(${[...layers]}::uuid[]) and a.id = (vm ->> 'cd')::uuid)`.execute(
      tx,
    )
    return rows.map(row => row.id)
  },

  /** Creates a template with its first version. */
  async insert(
    tx: Tx,
    caller: Caller,
    {
      spec,
      note = '',
      snapshot = null,
      ...row
    }: Insertable<Schema['templates']> & { spec: LabSpec; note?: string; snapshot?: SnapshotId | null },
  ): Promise<TemplateRow> {
    demandEverywhere(caller, 'template.create')
    const template = await tx
      .insertInto('templates')
      .values({ ...row, version: 1 })
      .returningAll()
      .executeTakeFirstOrThrow()
    await insertVersion(tx, template, { version: 1, spec, note, snapshot, author: caller, at: template.created_at })
    return { ...template, spec, version_count: 1 }
  },

  /** Adds the next version; labs are made from it from now on, unless it is to wait. */
  async publish(
    tx: Tx,
    template: Granted<'template.manage', TemplateRow>,
    {
      spec,
      note,
      author,
      at,
      makeDefault,
      snapshot,
    }: {
      spec: LabSpec
      note: string
      author: Caller
      at: Date
      makeDefault: boolean
      /** What it is made of, if that is a snapshot. */
      snapshot: SnapshotId | null
    },
  ): Promise<number> {
    const { last } = await tx
      .selectFrom('template_versions')
      .select(eb => eb.fn.max('version').as('last'))
      .where('template_id', '=', template.id)
      .executeTakeFirstOrThrow()
    const version = last + 1
    await insertVersion(tx, template, { version, spec, note, snapshot, author, at })
    await templates.update(tx, template, makeDefault ? { version } : {})
    return version
  },

  /** Every version, newest first, with how many labs were made from each, those in the trash too. */
  async versions(tx: Tx, template: Granted<Permission, TemplateRow>) {
    const { rows } = await sql<TemplateVersionRow & { lab_count: number }>`
      select template_versions.*, (select count(*)::int from labs
        where labs.template_id = template_versions.template_id and labs.template_version = template_versions.version) as lab_count
      from template_versions where template_id = ${template.id} order by version desc`.execute(tx)
    return rows
  },

  /** @throws Problem `not-found` */
  async version(tx: Tx, template: Granted<Permission, TemplateRow>, version: number): Promise<TemplateVersionRow> {
    const found = await tx
      .selectFrom('template_versions')
      .selectAll()
      .where('template_id', '=', template.id)
      .where('version', '=', version)
      .executeTakeFirst()
    if (!found) throw new Problem('not-found', `${template.name} has no version ${version}.`)
    return found
  },

  async removeVersion(tx: Tx, template: Granted<'template.manage', TemplateRow>, version: number): Promise<void> {
    await tx
      .deleteFrom('template_versions')
      .where('template_id', '=', template.id)
      .where('version', '=', version)
      .execute()
    await templates.update(tx, template, {})
  },

  async update(
    tx: Tx,
    template: Granted<'template.manage', TemplateRow>,
    change: Updateable<Schema['templates']>,
  ): Promise<void> {
    await tx
      .updateTable('templates')
      .set({ ...change, revision: template.revision + 1 })
      .where('id', '=', template.id)
      .execute()
  },

  async remove(tx: Tx, template: Granted<'template.manage', Pick<TemplateRow, 'id'>>): Promise<void> {
    await tx.deleteFrom('templates').where('id', '=', template.id).execute()
  },

  /** What of a document's layers and assets is not there for the caller's tenant. */
  async unknownParts(tx: Tx, caller: Caller, parts: { layers: readonly LayerId[]; assets: readonly AssetId[] }) {
    const found = async (table: 'layers' | 'assets', ids: readonly string[]): Promise<Set<string>> => {
      if (ids.length === 0) return new Set()
      const { rows } = await sql<{ id: string }>`select id from ${sql.table(table)}
        where id = any(${[...ids]}::uuid[]) and (tenant_id is null or tenant_id = ${caller.tenant})`.execute(tx)
      return new Set(rows.map(row => row.id))
    }
    const [layers, assets] = [await found('layers', parts.layers), await found('assets', parts.assets)]
    return {
      layers: parts.layers.filter(id => !layers.has(id)),
      assets: parts.assets.filter(id => !assets.has(id)),
    }
  },
}

async function insertVersion(
  tx: Tx,
  template: Pick<TemplateRow, 'id' | 'tenant_id'>,
  {
    version,
    spec,
    note,
    snapshot,
    author,
    at,
  }: { version: number; spec: LabSpec; note: string; snapshot: SnapshotId | null; author: Caller; at: Date },
): Promise<void> {
  await tx
    .insertInto('template_versions')
    .values({
      template_id: template.id,
      tenant_id: template.tenant_id,
      version,
      spec,
      note,
      snapshot_id: snapshot,
      author_id: author.user,
      author_name: author.name,
      created_at: at,
    })
    .execute()
}
