import { type Caller, type Permission, Problem, type TenantId } from '@paddock/model'
import type { Insertable, Selectable, Updateable } from 'kysely'
import type { Tx } from './database.ts'
import { demandEverywhere } from './demand.ts'
import { type Granted, grant } from './grant.ts'
import { type PageWanted, page } from './page.ts'
import type { Schema } from './schema.gen.ts'

export type TenantRow = Selectable<Schema['tenants']>

export const tenants = {
  /** @throws Problem `not-found` for a tenant that is not the caller's, unless they operate the installation. */
  async one<Action extends Permission>(
    tx: Tx,
    caller: Caller,
    id: TenantId,
    action: Action,
    options: { lock?: boolean } = {},
  ): Promise<Granted<Action, TenantRow>> {
    let query = tx.selectFrom('tenants').selectAll().where('id', '=', id)
    if (caller.tenant !== null) query = query.where('id', '=', caller.tenant)
    if (options.lock) query = query.forUpdate()
    const tenant = await query.executeTakeFirst()
    if (!tenant) throw new Problem('not-found', 'There is no such tenant, or you may not see it.')
    demandEverywhere(caller, action)
    return grant(action, tenant)
  },

  /** Every tenant for an operator, their own for everyone else. */
  page(tx: Tx, caller: Caller, wanted: PageWanted) {
    demandEverywhere(caller, 'tenant.view')
    const query = tx.selectFrom('tenants').selectAll()
    return page(caller.tenant === null ? query : query.where('id', '=', caller.tenant), wanted, 'tenants.id')
  },

  async insert(tx: Tx, caller: Caller, row: Insertable<Schema['tenants']>): Promise<TenantRow> {
    demandEverywhere(caller, 'tenant.manage')
    return tx.insertInto('tenants').values(row).returningAll().executeTakeFirstOrThrow()
  },

  update: (tx: Tx, tenant: Granted<'tenant.manage', TenantRow>, change: Updateable<Schema['tenants']>) =>
    tx
      .updateTable('tenants')
      .set({ ...change, revision: tenant.revision + 1 })
      .where('id', '=', tenant.id)
      .returningAll()
      .executeTakeFirstOrThrow(),
}
