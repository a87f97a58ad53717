import type { TenantId, UserId } from '@paddock/model'
import type { Selectable } from 'kysely'
import type { Tx } from './database.ts'
import type { Schema } from './schema.gen.ts'

export type TotpRow = Selectable<Schema['totp']>

/** Second factors. Each is its person's own. */
export const totps = {
  of: (tx: Tx, user: UserId, options: { lock?: boolean } = {}): Promise<TotpRow | undefined> => {
    const query = tx.selectFrom('totp').selectAll().where('user_id', '=', user)
    return (options.lock ? query.forUpdate() : query).executeTakeFirst()
  },

  /** Begins to set one up; what was begun before is forgotten. */
  async begin(
    tx: Tx,
    row: { readonly user_id: UserId; readonly tenant_id: TenantId | null; readonly sealed_secret: string },
  ): Promise<void> {
    await tx
      .insertInto('totp')
      .values(row)
      .onConflict(conflict =>
        conflict.column('user_id').doUpdateSet({ sealed_secret: row.sealed_secret, last_step: 0, recovery_hashes: [] }),
      )
      .execute()
  },

  async update(tx: Tx, user: UserId, change: Partial<Omit<TotpRow, 'user_id' | 'tenant_id'>>): Promise<void> {
    await tx.updateTable('totp').set(change).where('user_id', '=', user).execute()
  },

  async remove(tx: Tx, user: UserId): Promise<void> {
    await tx.deleteFrom('totp').where('user_id', '=', user).execute()
  },

  /** Every tenant's: for sealing anew when there is a newer key. */
  everySecret: (tx: Tx) => tx.selectFrom('totp').select(['user_id', 'sealed_secret']).forUpdate().execute(),
}
