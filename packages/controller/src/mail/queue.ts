import type { TenantId } from '@paddock/model'
import { mails, type Tx } from '@paddock/store'
import type { Needs } from '../needs.ts'
import type { Secrets } from '../secrets/seal.ts'
import type { Letter } from './letter.ts'

/** What a letter's text is sealed about. */
export const aboutMail = (id: string): string => `mail ${id}`

/** Puts a letter into the outbox, with the transaction that it tells of: both are there or neither. */
export async function queueMail(
  { newId, clock, secrets }: Needs & { readonly secrets: Secrets },
  tx: Tx,
  { letter, tenant, until }: { letter: Letter; tenant: TenantId | null; until: Date },
): Promise<void> {
  const id = newId<'mail'>()
  const now = clock()
  await mails.insert(tx, {
    id,
    tenant_id: tenant,
    recipient: letter.to,
    subject: letter.subject,
    sealed_text: secrets.seal(letter.text, aboutMail(id)),
    created_at: now,
    expires_at: until,
    next_try_at: now,
  })
}
