import { type Caller, type InvitationId, Problem } from '@paddock/model'
import { type Insertable, type Selectable, sql } from 'kysely'
import type { Tx } from './database.ts'
import { demandEverywhere } from './demand.ts'
import { type PageWanted, page } from './page.ts'
import type { Schema } from './schema.gen.ts'

/** An invitation, without what its link is known by. */
export type InvitationRow = Omit<Selectable<Schema['invitations']>, 'secret_hash'>

const columns = ['id', 'tenant_id', 'email', 'name', 'role', 'invited_by', 'created_at', 'expires_at'] as const

export const invitations = {
  page(tx: Tx, caller: Caller, wanted: PageWanted) {
    demandEverywhere(caller, 'user.manage')
    const own = tx.selectFrom('invitations').select(columns).where('tenant_id', '=', caller.tenant)
    return page(own, wanted, 'invitations.id')
  },

  /** Invites somebody; an earlier invitation of theirs ends. @throws Problem `name-taken` when they have an account. */
  async insert(tx: Tx, caller: Caller, row: Insertable<Schema['invitations']>): Promise<InvitationRow> {
    demandEverywhere(caller, 'user.manage')
    const there = await tx
      .selectFrom('users')
      .select('id')
      .where('tenant_id', '=', row.tenant_id)
      .where('email', '=', row.email)
      .executeTakeFirst()
    if (there) throw new Problem('name-taken', 'A person with this e-mail address exists in the tenant.')
    await tx.deleteFrom('invitations').where('tenant_id', '=', row.tenant_id).where('email', '=', row.email).execute()
    return tx.insertInto('invitations').values(row).returning(columns).executeTakeFirstOrThrow()
  },

  /** @throws Problem `not-found` for another tenant's. */
  async remove(tx: Tx, caller: Caller, id: InvitationId): Promise<InvitationRow> {
    demandEverywhere(caller, 'user.manage')
    const gone = await tx
      .deleteFrom('invitations')
      .where('id', '=', id)
      .where('tenant_id', '=', caller.tenant)
      .returning(columns)
      .executeTakeFirst()
    if (!gone) throw new Problem('not-found', 'There is no such invitation, or it was accepted.')
    return gone
  },

  /** What a link invites to; undefined when it is over. Locked: a link is good once. */
  behind: (tx: Tx, secretHash: Buffer, now: Date) =>
    tx
      .selectFrom('invitations')
      .innerJoin('tenants', 'tenants.id', 'invitations.tenant_id')
      .select([
        'invitations.id',
        'invitations.tenant_id',
        'invitations.email',
        'invitations.name',
        'invitations.role',
        'tenants.slug',
        'tenants.name as tenant_name',
      ])
      .where('secret_hash', '=', secretHash)
      .where('expires_at', '>', now)
      .forUpdate('invitations')
      .executeTakeFirst(),

  async accepted(tx: Tx, id: InvitationId): Promise<void> {
    await tx.deleteFrom('invitations').where('id', '=', id).execute()
  },

  /** Forgets those that have been over for thirty days. */
  async tidy(tx: Tx, now: Date): Promise<void> {
    await sql`delete from invitations where expires_at < ${now}::timestamptz - interval '30 days'`.execute(tx)
  },
}
