import { type Caller, Problem, type TenantId, type UserId, type WayId } from '@paddock/model'
import type { Insertable, Selectable, Updateable } from 'kysely'
import type { Tx } from './database.ts'
import { demandEverywhere } from './demand.ts'
import { type Granted, grant } from './grant.ts'
import { type PageWanted, page } from './page.ts'
import type { Schema } from './schema.gen.ts'

export type WayRow = Selectable<Schema['ways']>

/** The ways in that tenants have set up besides passwords. */
export const ways = {
  page(tx: Tx, caller: Caller, wanted: PageWanted) {
    demandEverywhere(caller, 'user.manage')
    return page(tx.selectFrom('ways').selectAll().where('tenant_id', '=', caller.tenant), wanted, 'ways.id')
  },

  /** @throws Problem `not-found` for another tenant's. */
  async one(tx: Tx, caller: Caller, id: WayId): Promise<Granted<'user.manage', WayRow>> {
    const own = tx.selectFrom('ways').selectAll().where('id', '=', id).where('tenant_id', '=', caller.tenant)
    const way = await own.forUpdate().executeTakeFirst()
    if (!way) throw new Problem('not-found', 'There is no such way in, or you may not see it.')
    demandEverywhere(caller, 'user.manage')
    return grant('user.manage', way)
  },

  async insert(tx: Tx, caller: Caller, row: Insertable<Schema['ways']>): Promise<WayRow> {
    demandEverywhere(caller, 'user.manage')
    return tx.insertInto('ways').values(row).returningAll().executeTakeFirstOrThrow()
  },

  update: (tx: Tx, way: Granted<'user.manage', WayRow>, change: Updateable<Schema['ways']>): Promise<WayRow> =>
    tx
      .updateTable('ways')
      .set({ ...change, revision: way.revision + 1 })
      .where('id', '=', way.id)
      .returningAll()
      .executeTakeFirstOrThrow(),

  async remove(tx: Tx, way: Granted<'user.manage', WayRow>): Promise<void> {
    await tx.deleteFrom('ways').where('id', '=', way.id).execute()
  },

  /** What a tenant's door offers to whoever stands before it. */
  atDoor: (tx: Tx, slug: string) =>
    tx
      .selectFrom('ways')
      .innerJoin('tenants', 'tenants.id', 'ways.tenant_id')
      .selectAll('ways')
      .where('tenants.slug', '=', slug)
      .orderBy('ways.id')
      .execute(),

  /** For whoever comes back by it; undefined when it was removed meanwhile. */
  taken: (tx: Tx, id: WayId): Promise<WayRow | undefined> =>
    tx.selectFrom('ways').selectAll().where('id', '=', id).executeTakeFirst(),

  /** The person whom the issuer of a way calls so. */
  personOf: (tx: Tx, way: WayId, subject: string) =>
    tx
      .selectFrom('identities')
      .innerJoin('users', 'users.id', 'identities.user_id')
      .select(['users.id', 'users.role'])
      .where('way_id', '=', way)
      .where('subject', '=', subject)
      .executeTakeFirst(),

  async remember(
    tx: Tx,
    row: { readonly way_id: WayId; readonly subject: string; readonly user_id: UserId; readonly tenant_id: TenantId },
  ): Promise<void> {
    await tx.insertInto('identities').values(row).execute()
  },

  /** Every tenant's: for sealing anew when there is a newer key. */
  everySecret: (tx: Tx) =>
    tx
      .selectFrom('ways')
      .select(['id', 'sealed_secret'])
      .where('sealed_secret', 'is not', null)
      .$narrowType<{ sealed_secret: string }>()
      .forUpdate()
      .execute(),

  async sealAnew(tx: Tx, id: WayId, sealed_secret: string): Promise<void> {
    await tx.updateTable('ways').set({ sealed_secret }).where('id', '=', id).execute()
  },
}
