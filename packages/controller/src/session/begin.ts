import { Problem, type UserId } from '@paddock/model'
import { type SignedIn, sessions, type Tx } from '@paddock/store'
import type { HttpNeeds } from '../http/needs.ts'
import { newToken, tokenHash } from './token.ts'

/** Begins a session of somebody who proved who they are. @throws Problem `wrong-credentials` for who may not sign in. */
export async function beginSession(
  needs: HttpNeeds,
  tx: Tx,
  { user, address, agent }: { user: UserId; address: string; agent: string },
): Promise<{ token: string; signedIn: SignedIn }> {
  const now = needs.clock()
  const token = newToken(needs.random)
  const id = needs.newId<'session'>()
  const { tenant_id } = await tx
    .selectFrom('users')
    .select('tenant_id')
    .where('id', '=', user)
    .executeTakeFirstOrThrow()
  await sessions.insert(tx, {
    id,
    token_hash: tokenHash(token),
    user_id: user,
    tenant_id,
    address,
    agent,
    created_at: now,
    last_used_at: now,
    expires_at: new Date(now.getTime() + needs.settings.sessionHours * 3_600_000),
  })
  const signedIn = await sessions.byId(tx, id, now)
  if (!signedIn) throw new Problem('wrong-credentials', 'This person may not sign in any more.')
  return { token, signedIn }
}
