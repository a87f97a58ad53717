import { type Caller, type Permission, Problem, type TenantId, type UserId } from '@paddock/model'
import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Tx } from './database.ts'
import { demandEverywhere } from './demand.ts'
import { type Granted, grant } from './grant.ts'
import { type PageWanted, page } from './page.ts'
import type { Schema } from './schema.gen.ts'

/** A person, without what proves that they are who they are. */
export type UserRow = Omit<Selectable<Schema['users']>, 'password_hash'> & {
  /** Until when their account takes no password, after too many wrong ones. It may be past. */
  readonly shut_until: Date | null
  readonly totp_on: boolean
}

const columns = [
  'id',
  'tenant_id',
  'email',
  'name',
  'role',
  'disabled',
  'created_at',
  'last_sign_in_at',
  'revision',
  // As `accountGuard` names it.
  sql<Date | null>`(select shut_until from guards where guards.name =
    'account ' || coalesce((select slug from tenants where tenants.id = users.tenant_id), '') || '/' || users.email)`.as(
    'shut_until',
  ),
  sql<boolean>`exists (select 1 from totp where totp.user_id = users.id and totp.confirmed_at is not null)`.as(
    'totp_on',
  ),
] as const

const noSuchUser = () => new Problem('not-found', 'There is no such person, or you may not see them.')

export const users = {
  /** @throws Problem `not-found` for another tenant's, `not-allowed` for one that may only be seen. */
  async one<Action extends Permission>(
    tx: Tx,
    caller: Caller,
    id: UserId,
    action: Action,
    options: { lock?: boolean } = {},
  ): Promise<Granted<Action, UserRow>> {
    if (caller.tenant === null) throw noSuchUser()
    let query = tx.selectFrom('users').select(columns).where('id', '=', id).where('tenant_id', '=', caller.tenant)
    if (options.lock) {
      // The tenant first: who may administer it is decided by one at a time, and two never wait for each other.
      await tx.selectFrom('tenants').select('id').where('id', '=', caller.tenant).forUpdate().execute()
      query = query.forUpdate()
    }
    const user = await query.executeTakeFirst()
    if (!user) throw noSuchUser()
    demandEverywhere(caller, action)
    return grant(action, user)
  },

  page(tx: Tx, caller: Caller, wanted: PageWanted) {
    demandEverywhere(caller, 'user.view')
    return page(tx.selectFrom('users').select(columns).where('tenant_id', '=', caller.tenant), wanted, 'users.id')
  },

  async insert(tx: Tx, row: Insertable<Schema['users']>): Promise<UserRow> {
    return tx.insertInto('users').values(row).returning(columns).executeTakeFirstOrThrow()
  },

  update: (tx: Tx, user: Granted<'user.manage', UserRow>, change: Updateable<Schema['users']>): Promise<UserRow> =>
    tx
      .updateTable('users')
      .set({ ...change, revision: user.revision + 1 })
      .where('id', '=', user.id)
      .returning(columns)
      .executeTakeFirstOrThrow(),

  async remove(tx: Tx, user: Granted<'user.manage', UserRow>): Promise<void> {
    await tx.deleteFrom('users').where('id', '=', user.id).execute()
  },

  /** Who administers the tenant and may sign in. */
  async administrators(tx: Tx, tenant: TenantId): Promise<UserId[]> {
    const rows = await tx
      .selectFrom('users')
      .select('id')
      .where('tenant_id', '=', tenant)
      .where('role', '=', 'administrator')
      .where('disabled', '=', false)
      .execute()
    return rows.map(row => row.id)
  },

  /** A person of the caller's tenant who can be given something: the caller learns no more of them than that. */
  async recipient(tx: Tx, caller: Caller, id: UserId): Promise<Pick<UserRow, 'id' | 'name'>> {
    const user = await tx
      .selectFrom('users')
      .select(['id', 'name'])
      .where('id', '=', id)
      .where('tenant_id', '=', caller.tenant)
      .where('disabled', '=', false)
      .executeTakeFirst()
    if (!user) throw noSuchUser()
    return user
  },

  async ownsLabs(tx: Tx, user: UserId): Promise<boolean> {
    const lab = await tx.selectFrom('labs').select('id').where('owner_id', '=', user).limit(1).executeTakeFirst()
    return lab !== undefined
  },
}
