import type { EndpointOf } from '@paddock/api'
import type { Caller } from '@paddock/model'
import { type InvitationRow, invitations, type SignedIn, type Tx } from '@paddock/store'
import type { z } from 'zod'
import type { HttpNeeds } from '../http/needs.ts'
import { invitationLetter } from '../mail/letter.ts'
import { queueMail } from '../mail/queue.ts'
import { newToken, tokenHash } from '../session/token.ts'

const days = 7

/** Invites somebody to a tenant by mail: the letter holds the only copy of the link. */
export async function invite(
  needs: HttpNeeds,
  tx: Tx,
  {
    caller,
    tenant,
    wish,
  }: {
    caller: Caller
    tenant: NonNullable<SignedIn['tenant']>
    wish: z.output<EndpointOf<'invitationCreate'>['body']>
  },
): Promise<InvitationRow> {
  const now = needs.clock()
  const until = new Date(now.getTime() + days * 24 * 3_600_000)
  const secret = newToken(needs.random)
  const row = await invitations.insert(tx, caller, {
    id: needs.newId<'invitation'>(),
    tenant_id: tenant.id,
    ...wish,
    secret_hash: tokenHash(secret),
    invited_by: caller.name,
    created_at: now,
    expires_at: until,
  })
  // Behind #, which no browser sends anywhere: a link stays out of logs.
  const link = `${needs.ownUrl()}/invitation#${secret}`
  const letter = invitationLetter(wish.email, { tenant: tenant.name, by: caller.name, link, until })
  await queueMail(needs, tx, { letter, tenant: tenant.id, until })
  return row
}
