import type { TenantId, UserId } from '@paddock/model'
import { sql } from 'kysely'
import type { Tx } from './database.ts'

/** Links by which people set another password. */
export const passwordResets = {
  /** Whether the person was sent one since then: nobody's mailbox is filled by others. */
  async sentSince(tx: Tx, user: UserId, moment: Date): Promise<boolean> {
    const one = await tx
      .selectFrom('password_resets')
      .select('user_id')
      .where('user_id', '=', user)
      .where('created_at', '>', moment)
      .limit(1)
      .executeTakeFirst()
    return one !== undefined
  },

  async insert(
    tx: Tx,
    row: {
      readonly secret_hash: Buffer
      readonly user_id: UserId
      readonly tenant_id: TenantId | null
      readonly created_at: Date
      readonly expires_at: Date
    },
  ): Promise<void> {
    await tx.insertInto('password_resets').values(row).execute()
  },

  /** Whose password a link may change; undefined when it is over, or they may not sign in. Locked: a link is good once. */
  behind: (tx: Tx, secretHash: Buffer, now: Date) =>
    tx
      .selectFrom('password_resets')
      .innerJoin('users', 'users.id', 'password_resets.user_id')
      .leftJoin('tenants', 'tenants.id', 'users.tenant_id')
      .select(['users.id', 'users.name', 'users.email', 'users.tenant_id', 'tenants.slug as tenant'])
      .where('secret_hash', '=', secretHash)
      .where('expires_at', '>', now)
      .where('users.disabled', '=', false)
      .forUpdate('password_resets')
      .executeTakeFirst(),

  /** Ends all links of a person. */
  async endAllOf(tx: Tx, user: UserId): Promise<void> {
    await tx.deleteFrom('password_resets').where('user_id', '=', user).execute()
  },

  async tidy(tx: Tx, now: Date): Promise<void> {
    await sql`delete from password_resets where expires_at < ${now}`.execute(tx)
  },
}
