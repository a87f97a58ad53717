import { sql } from 'kysely'
import type { Tx } from './database.ts'

// Any number will do, as long as nothing else in this database locks by it.
const lockKey = 4_774_155_682

export const installation = {
  /** Lets one transaction at a time set the installation up. */
  async lock(tx: Tx): Promise<void> {
    await sql`select pg_advisory_xact_lock(${lockKey})`.execute(tx)
  },

  /** Says that the public library has grown: hosts make its images before anyone asks for them. */
  async tellLibrary(tx: Tx): Promise<void> {
    await sql`select pg_notify('paddock', 'library - -')`.execute(tx)
  },

  /** True while nobody can sign in. */
  async isEmpty(tx: Tx): Promise<boolean> {
    return (await tx.selectFrom('users').select('id').limit(1).executeTakeFirst()) === undefined
  },
}
