import { type Caller, type MailId, Problem } from '@paddock/model'
import { type Insertable, type Selectable, sql } from 'kysely'
import type { Tx } from './database.ts'
import { demandEverywhere } from './demand.ts'
import { type PageWanted, page } from './page.ts'
import type { Schema } from './schema.gen.ts'

export type MailRow = Selectable<Schema['mails']>

const noSuchMail = () => new Problem('not-found', 'There is no such letter, or it was forgotten.')

/** Letters of the whole installation: its operators see whether they get through. */
export const mails = {
  async insert(tx: Tx, row: Insertable<Schema['mails']>): Promise<void> {
    await tx.insertInto('mails').values(row).execute()
  },

  page(tx: Tx, caller: Caller, wanted: PageWanted) {
    demandEverywhere(caller, 'tenant.manage')
    return page(tx.selectFrom('mails').selectAll(), wanted, 'mails.id')
  },

  async one(tx: Tx, caller: Caller, id: MailId): Promise<MailRow> {
    demandEverywhere(caller, 'tenant.manage')
    const mail = await tx.selectFrom('mails').selectAll().where('id', '=', id).executeTakeFirst()
    if (!mail) throw noSuchMail()
    return mail
  },

  /**
   * Takes up the letter that has waited longest; undefined when none waits. Until `againAt` nobody else takes it up, and afterwards
   * somebody does, unless it was sent: whoever dies over it holds it up and does not lose it.
   */
  async takeUp(
    tx: Tx,
    { now, againAt }: { now: Date; againAt: (tries: number) => Date },
  ): Promise<MailRow | undefined> {
    const mail = await tx
      .selectFrom('mails')
      .selectAll()
      .where('sent_at', 'is', null)
      .where('next_try_at', '<=', now)
      .where('expires_at', '>', now)
      .orderBy('next_try_at')
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst()
    if (!mail) return undefined
    const tries = mail.tries + 1
    await tx
      .updateTable('mails')
      .set({ tries, next_try_at: againAt(tries) })
      .where('id', '=', mail.id)
      .execute()
    return mail
  },

  async sent(tx: Tx, id: MailId, now: Date): Promise<void> {
    const change = { sent_at: now, sealed_text: null, trouble: null }
    await tx.updateTable('mails').set(change).where('id', '=', id).execute()
  },

  async failed(tx: Tx, id: MailId, trouble: string): Promise<void> {
    await tx.updateTable('mails').set({ trouble }).where('id', '=', id).execute()
  },

  /** Every tenant's that are still sealed: for sealing anew when there is a newer key. */
  everySealed: (tx: Tx) =>
    tx
      .selectFrom('mails')
      .select(['id', 'sealed_text'])
      .where('sealed_text', 'is not', null)
      .$narrowType<{ sealed_text: string }>()
      .forUpdate()
      .execute(),

  async sealAnew(tx: Tx, id: MailId, sealed_text: string): Promise<void> {
    await tx.updateTable('mails').set({ sealed_text }).where('id', '=', id).execute()
  },

  /** Forgets letters that are over for thirty days, and what those said that nobody wants any more. */
  async tidy(tx: Tx, now: Date): Promise<void> {
    await sql`update mails set sealed_text = null where expires_at < ${now} and sealed_text is not null`.execute(tx)
    await sql`delete from mails where expires_at < ${now}::timestamptz - interval '30 days'`.execute(tx)
  },
}
