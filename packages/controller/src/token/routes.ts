import type { TokenView } from '@paddock/api'
import { type TokenRow, tokens } from '@paddock/store'
import { viewPage } from '../http/page.ts'
import type { Needs } from '../needs.ts'
import type { Handlers } from '../route.ts'
import { createToken } from './create.ts'

const subject = (token: TokenRow) => ({ kind: 'token', id: token.id, name: token.name })

const tokenView = (token: TokenRow): TokenView => ({
  id: token.id,
  name: token.name,
  permissions: token.permissions,
  projectIds: token.project_ids,
  createdAt: token.created_at.toISOString(),
  expiresAt: token.expires_at.toISOString(),
  lastUsedAt: token.last_used_at?.toISOString() ?? null,
  lastUsedAddress: token.last_used_address,
})

export function tokenRoutes(needs: Needs): Handlers<'tokenList' | 'tokenCreate' | 'tokenDelete'> {
  return {
    tokenList: ({ caller, query, read }) => read(async tx => viewPage(await tokens.page(tx, caller, query), tokenView)),
    tokenCreate: ({ caller, body, change, about }) =>
      change(async tx => {
        const { secret, token } = await createToken(needs, tx, { caller, wish: body })
        about(subject(token))
        return { secret, token: tokenView(token) }
      }),
    tokenDelete: ({ caller, params, change, about }) =>
      change(async tx => {
        about(subject(await tokens.remove(tx, caller, params.token)))
        return undefined
      }),
  }
}
