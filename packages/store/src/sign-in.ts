import type { UserId } from '@paddock/model'
import { sql } from 'kysely'
import type { Tx } from './database.ts'
import { sessions } from './session.ts'

/** So many wrong passwords within so many minutes shut an account's door for as many minutes. */
export const signInLimit = { attempts: 5, minutes: 15 } as const

/** At which door, and as whom. `tenant` null: the operators' door. */
export interface Account {
  readonly tenant: string | null
  readonly email: string
}

const keyOf = ({ tenant, email }: Account): string => `${tenant ?? ''}/${email}`

export const signIns = {
  /** The person that an account names; undefined when there is none, the tenant is none, or they may not sign in. */
  async person(tx: Tx, { tenant, email }: Account) {
    let query = tx
      .selectFrom('users')
      .leftJoin('tenants', 'tenants.id', 'users.tenant_id')
      .select(['users.id', 'users.name', 'users.tenant_id', 'users.password_hash'])
      .where('users.email', '=', email)
      .where('users.disabled', '=', false)
    query = tenant === null ? query.where('users.tenant_id', 'is', null) : query.where('tenants.slug', '=', tenant)
    return query.executeTakeFirst()
  },

  /** The tenant behind a door, for the audit record of whoever failed at it. */
  tenantOf: (tx: Tx, slug: string) => tx.selectFrom('tenants').select('id').where('slug', '=', slug).executeTakeFirst(),

  /** Until when the account's door is shut; null when it is open. */
  async shutUntil(tx: Tx, account: Account, now: Date): Promise<Date | null> {
    const failures = await tx
      .selectFrom('failed_sign_ins')
      .select('at')
      .where('account', '=', keyOf(account))
      .orderBy('at', 'desc')
      .limit(signInLimit.attempts)
      .execute()
    const newest = failures[0]?.at
    const oldest = failures[signInLimit.attempts - 1]?.at
    if (newest === undefined || oldest === undefined) return null
    const span = signInLimit.minutes * 60_000
    const until = new Date(newest.getTime() + span)
    return newest.getTime() - oldest.getTime() <= span && until > now ? until : null
  },

  async failed(tx: Tx, account: Account, now: Date): Promise<void> {
    await tx
      .insertInto('failed_sign_ins')
      .values({ account: keyOf(account), at: now })
      .execute()
  },

  async succeeded(tx: Tx, account: Account, user: UserId, now: Date): Promise<void> {
    await tx.deleteFrom('failed_sign_ins').where('account', '=', keyOf(account)).execute()
    await tx.updateTable('users').set({ last_sign_in_at: now }).where('id', '=', user).execute()
  },

  /** Forgets what no rule looks at any more: old failures, expired sessions, and keys whose requests nobody repeats. */
  async tidy(tx: Tx, now: Date): Promise<void> {
    await sql`delete from failed_sign_ins where at < ${new Date(now.getTime() - 2 * signInLimit.minutes * 60_000)}`.execute(
      tx,
    )
    await sessions.removeEnded(tx, now)
    await sql`delete from tokens where expires_at < ${new Date(now.getTime() - 90 * 24 * 3_600_000)}`.execute(tx)
    await sql`delete from idempotency_keys where created_at < ${new Date(now.getTime() - 24 * 3_600_000)}`.execute(tx)
  },
}
