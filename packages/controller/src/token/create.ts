import type { EndpointOf } from '@paddock/api'
import { type Caller, callerMaySomewhere, limits, Problem } from '@paddock/model'
import { projects, type TokenRow, type Tx, tokens } from '@paddock/store'
import type { z } from 'zod'
import type { Needs } from '../needs.ts'
import { newToken, tokenHash } from '../session/token.ts'

type Wish = z.output<EndpointOf<'tokenCreate'>['body']>

/** What a token begins with, so that whoever finds one in a file or a log knows what it is. */
const mark = 'pdk_'

/**
 * Makes an API token of the caller's. Its secret is nowhere but in the answer: the store has its hash.
 *
 * @throws Problem `not-allowed` for a permission that the caller has nowhere, `not-found` for a project that they don't see,
 * `limit-reached`.
 */
export async function createToken(
  { clock, newId, random }: Needs,
  tx: Tx,
  { caller, wish }: { caller: Caller; wish: Wish },
): Promise<{ secret: string; token: TokenRow }> {
  const beyond = wish.permissions?.find(wanted => !callerMaySomewhere(caller, wanted))
  if (beyond !== undefined)
    throw new Problem('not-allowed', `You may not ${beyond} yourself, so a token of yours can’t. Leave it out.`)
  for (const project of new Set(wish.projectIds)) await projects.one(tx, caller, project, 'project.view')
  if ((await tokens.count(tx, caller.user)) >= limits.tokensPerPerson)
    throw new Problem(
      'limit-reached',
      `You have ${limits.tokensPerPerson} tokens, which is the most. Delete one first.`,
    )
  const secret = mark + newToken(random)
  const now = clock()
  const token = await tokens.insert(tx, {
    id: newId<'token'>(),
    user_id: caller.user,
    tenant_id: caller.tenant,
    name: wish.name,
    token_hash: tokenHash(secret),
    permissions: wish.permissions && [...new Set(wish.permissions)],
    project_ids: wish.projectIds && [...new Set(wish.projectIds)],
    created_at: now,
    expires_at: new Date(now.getTime() + wish.expiresInDays * 86_400_000),
  })
  return { secret, token }
}
