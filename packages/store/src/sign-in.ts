import type { TenantId, UserId } from '@paddock/model'
import { sql } from 'kysely'
import type { Tx } from './database.ts'
import { type Guard, guards } from './guard.ts'
import { invitations } from './invitation.ts'
import { mails } from './mail.ts'
import { passwordResets } from './password-reset.ts'
import { sessions } from './session.ts'

/** At which door, and as whom. `tenant` null: the operators' door. */
export interface Account {
  readonly tenant: string | null
  readonly email: string
}

/** By the account and not by a person's id: one that does not exist is shut alike. */
export const accountGuard = ({ tenant, email }: Account): Guard => ({
  kind: 'account',
  of: `${tenant ?? ''}/${email}`,
})

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

  /** A person's account, and what proves that they are who they are. */
  own: (tx: Tx, user: UserId) =>
    tx
      .selectFrom('users')
      .leftJoin('tenants', 'tenants.id', 'users.tenant_id')
      .select(['users.email', 'users.name', 'users.password_hash', 'tenants.slug as tenant'])
      .where('users.id', '=', user)
      .executeTakeFirstOrThrow(),

  async changePassword(tx: Tx, user: UserId, password_hash: string): Promise<void> {
    await tx.updateTable('users').set({ password_hash }).where('id', '=', user).execute()
    await passwordResets.endAllOf(tx, user)
  },

  /** The tenant behind a door, for the audit record of whoever failed at it. */
  tenantOf: (tx: Tx, slug: string) => tx.selectFrom('tenants').select('id').where('slug', '=', slug).executeTakeFirst(),

  /** What names a tenant at its door; null for the operators. */
  async slugOf(tx: Tx, tenant: TenantId | null): Promise<string | null> {
    if (tenant === null) return null
    return (await tx.selectFrom('tenants').select('slug').where('id', '=', tenant).executeTakeFirst())?.slug ?? null
  },

  async succeeded(tx: Tx, account: Account, user: UserId, now: Date): Promise<void> {
    await guards.lift(tx, accountGuard(account))
    await tx.updateTable('users').set({ last_sign_in_at: now }).where('id', '=', user).execute()
  },

  /** Forgets what no rule looks at any more: old guesses, sessions that are over, and keys whose requests nobody repeats. */
  async tidy(tx: Tx, now: Date): Promise<void> {
    const daysAgo = (days: number) => new Date(now.getTime() - days * 24 * 3_600_000)
    await guards.tidy(tx, now)
    await mails.tidy(tx, now)
    await invitations.tidy(tx, now)
    await passwordResets.tidy(tx, now)
    await sessions.removeEnded(tx, now)
    await sql`delete from tokens where expires_at < ${daysAgo(90)}`.execute(tx)
    await sql`delete from idempotency_keys where created_at < ${daysAgo(1)}`.execute(tx)
  },
}
