import { displayName, idSchema, permission } from '@paddock/model'
import { z } from 'zod'
import { endpoint, moment, pageOf, pageQuery } from './endpoint.ts'

export const tokenView = z.object({
  id: idSchema<'token'>(),
  name: z.string(),
  /** What it may be used for; null: everything that its owner may do. */
  permissions: z.array(permission).nullable(),
  /** In which projects; null: everywhere. */
  projectIds: z.array(idSchema<'project'>()).nullable(),
  createdAt: moment,
  expiresAt: moment,
  /** To the minute; null: never. */
  lastUsedAt: moment.nullable(),
  lastUsedAddress: z.string().nullable(),
})
export type TokenView = z.infer<typeof tokenView>

export const tokenEndpoints = [
  endpoint('GET /v1/tokens', {
    id: 'tokenList',
    summary: 'Lists one’s own API tokens, also those that have expired.',
    permission: 'in-person',
    query: pageQuery,
    answer: pageOf(tokenView),
  }),
  endpoint('POST /v1/tokens', {
    id: 'tokenCreate',
    summary: 'Makes an API token, and tells it this once.',
    description:
      'A token does what its owner may do at the moment that it is used, within the permissions and projects that it was made for. It makes no tokens itself. Send it as `Authorization: Bearer`.',
    permission: 'in-person',
    audit: 'token.create',
    body: z.strictObject({
      name: displayName,
      permissions: z.array(permission).min(1).max(permission.options.length).nullable().default(null),
      projectIds: z.array(idSchema<'project'>()).min(1).max(50).nullable().default(null),
      expiresInDays: z.int().min(1).max(366).default(90),
    }),
    status: 201,
    answer: z.object({ secret: z.string(), token: tokenView }),
    problems: ['name-taken', 'not-found', 'limit-reached'],
  }),
  endpoint('DELETE /v1/tokens/{token}', {
    id: 'tokenDelete',
    summary: 'Ends one of one’s own API tokens, with what is open for it.',
    permission: 'in-person',
    audit: 'token.delete',
    params: z.strictObject({ token: idSchema<'token'>() }),
    problems: ['not-found'],
  }),
] as const
