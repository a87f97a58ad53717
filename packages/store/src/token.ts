import { type Caller, Problem, type TokenId, type UserId } from '@paddock/model'
import type { Insertable, Selectable } from 'kysely'
import type { Tx } from './database.ts'
import { type PageWanted, page } from './page.ts'
import type { Schema } from './schema.gen.ts'

/** An API token, without what proves it. */
export type TokenRow = Omit<Selectable<Schema['tokens']>, 'token_hash'>

const columns = [
  'id',
  'user_id',
  'tenant_id',
  'name',
  'permissions',
  'project_ids',
  'created_at',
  'expires_at',
  'last_used_at',
  'last_used_address',
] as const satisfies (keyof TokenRow)[]

/** Everybody's own: there is no look-up of another person's tokens. */
export const tokens = {
  page: (tx: Tx, { user }: Pick<Caller, 'user'>, wanted: PageWanted) =>
    page(tx.selectFrom('tokens').select(columns).where('user_id', '=', user), wanted, 'tokens.id'),

  count: (tx: Tx, user: UserId): Promise<number> =>
    tx
      .selectFrom('tokens')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('user_id', '=', user)
      .executeTakeFirstOrThrow()
      .then(row => row.count),

  insert: (tx: Tx, row: Insertable<Schema['tokens']>): Promise<TokenRow> =>
    tx.insertInto('tokens').values(row).returning(columns).executeTakeFirstOrThrow(),

  /** @throws Problem `not-found` for anybody else's. */
  async remove(tx: Tx, { user }: Pick<Caller, 'user'>, id: TokenId): Promise<TokenRow> {
    const gone = await tx
      .deleteFrom('tokens')
      .where('id', '=', id)
      .where('user_id', '=', user)
      .returning(columns)
      .executeTakeFirst()
    if (!gone) throw new Problem('not-found', 'You have no such token.')
    return gone
  },
}
