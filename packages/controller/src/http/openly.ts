import { Problem } from '@paddock/model'
import type { Database, Tx } from '@paddock/store'
import { type AuditFrame, type Outcome, writeAudit } from './audit.ts'

type Told = Omit<Outcome, 'outcome' | 'code'>

/**
 * Does what somebody asked whom nobody knows yet, in one transaction with its audit record; a refusal leaves a record too.
 *
 * `tell` says what becomes known of who it is and what it is about.
 */
export async function openly<T>(
  { database }: { readonly database: Database },
  audit: AuditFrame,
  work: (tx: Tx, tell: (more: Partial<Told>) => void) => Promise<T>,
): Promise<T> {
  let told: Told = { actor: null, tenant: null, subject: null }
  const tell = (more: Partial<Told>) => {
    told = { ...told, ...more }
  }
  try {
    return await database.ofEveryone(async tx => {
      const answer = await work(tx, tell)
      await writeAudit(tx, audit, { ...told, outcome: 'done', code: null })
      return answer
    })
  } catch (refusal) {
    if (!(refusal instanceof Problem)) throw refusal
    await database.ofEveryone(tx =>
      writeAudit(tx, audit, {
        ...told,
        outcome: refusal.fault === 'caller' ? 'refused' : 'failed',
        code: refusal.code,
      }),
    )
    throw refusal
  }
}
