import { type AssetId, type Caller, type LayerId, type Permission, Problem, type TemplateId } from '@paddock/model'
import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Tx } from './database.ts'
import { demandEverywhere } from './demand.ts'
import { type Granted, grant } from './grant.ts'
import { type PageWanted, page } from './page.ts'
import type { Schema } from './schema.gen.ts'

export type TemplateRow = Selectable<Schema['templates']>

/** Public ones and the caller's tenant's own; for an operator, who looks into no tenant, public ones. Of the trash only those in it. */
const visible = (tx: Tx, caller: Caller, { trashed = false } = {}) => {
  const query = tx
    .selectFrom('templates')
    .selectAll()
    .where('trash_id', trashed ? 'is not' : 'is', null)
  return query.where(eb =>
    eb.or([eb('tenant_id', 'is', null), ...(caller.tenant === null ? [] : [eb('tenant_id', '=', caller.tenant)])]),
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
    const query = visible(tx, caller, options).where('id', '=', id)
    // Only what may be changed: the policy of row-level security for public rows grants no lock to tenants.
    const template = await (options.lock
      ? query.where('tenant_id', 'is not distinct from', caller.tenant).forUpdate()
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
          .where('id', 'in', [...ids])
          .orderBy('id')
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
      select distinct t.id from templates t, jsonb_array_elements(t.spec -> 'vms') vm
      where exists (select from jsonb_array_elements(vm -> 'disks') disk where (disk -> 'source' ->> 'layer')::uuid = any(${[...layers]}::uuid[]))
        or exists (select from assets a where a.layer_id = any(${[...layers]}::uuid[]) and a.id = (vm ->> 'cd')::uuid)`.execute(
      tx,
    )
    return rows.map(row => row.id)
  },

  async insert(tx: Tx, caller: Caller, row: Insertable<Schema['templates']>): Promise<TemplateRow> {
    demandEverywhere(caller, 'template.create')
    return tx.insertInto('templates').values(row).returningAll().executeTakeFirstOrThrow()
  },

  update: (
    tx: Tx,
    template: Granted<'template.manage', TemplateRow>,
    change: Updateable<Schema['templates']>,
  ): Promise<TemplateRow> =>
    tx
      .updateTable('templates')
      .set({ ...change, revision: template.revision + 1 })
      .where('id', '=', template.id)
      .returningAll()
      .executeTakeFirstOrThrow(),

  async remove(tx: Tx, template: Granted<'template.manage', TemplateRow>): Promise<void> {
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
