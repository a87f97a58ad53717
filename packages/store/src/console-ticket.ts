import type { Insertable, Selectable } from 'kysely'
import type { Tx } from './database.ts'
import type { Schema } from './schema.gen.ts'

/** What a ticket opens, and for whom. */
export type ConsoleTicketRow = Omit<Selectable<Schema['console_tickets']>, 'token_hash'>

export const consoleTickets = {
  async insert(tx: Tx, row: Insertable<Schema['console_tickets']>): Promise<void> {
    await tx.insertInto('console_tickets').values(row).execute()
  },

  /** Spends a ticket: whatever comes of it, nobody can use it again. Null when there is none, or it came too late. */
  async spend(tx: Tx, tokenHash: Buffer, now: Date): Promise<ConsoleTicketRow | null> {
    const row = await tx
      .deleteFrom('console_tickets')
      .where('token_hash', '=', tokenHash)
      .returning(['tenant_id', 'session_id', 'vm_id', 'kind', 'view_only', 'origin', 'expires_at'])
      .executeTakeFirst()
    return row && row.expires_at > now ? row : null
  },

  /** Removes those that nobody came with. */
  async removeExpired(tx: Tx, now: Date): Promise<void> {
    await tx.deleteFrom('console_tickets').where('expires_at', '<=', now).execute()
  },
}
