import type { EndpointOf } from '@paddock/api'
import { consoleTickets, type InLab, type SignedIn, type Tx, type VmRow } from '@paddock/store'
import type { z } from 'zod'
import type { Needs } from '../needs.ts'
import { newToken, tokenHash } from '../session/token.ts'

type Wish = z.output<EndpointOf<'vmTicket'>['body']>

/** Long enough to open a page, too short to be found in a log. */
const validMs = 30_000

/** Makes a ticket for one console. What proves it is nowhere but in the answer: the store has its hash. */
export async function makeTicket(
  { clock, random }: Needs,
  tx: Tx,
  { session, vm, wish }: { session: SignedIn; vm: InLab<VmRow>; wish: Wish },
): Promise<z.input<EndpointOf<'vmTicket'>['answer']['schema']>> {
  const ticket = newToken(random)
  const expiresAt = new Date(clock().getTime() + validMs)
  await consoleTickets.insert(tx, {
    token_hash: tokenHash(ticket),
    tenant_id: vm.tenant_id,
    session_id: session.session,
    vm_id: vm.id,
    kind: wish.kind,
    view_only: wish.viewOnly,
    origin: wish.origin ?? null,
    expires_at: expiresAt,
  })
  return { ticket, path: `/v1/vms/${vm.id}/${wish.kind}?ticket=${ticket}`, expiresAt: expiresAt.toISOString() }
}
