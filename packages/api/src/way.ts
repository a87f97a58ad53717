import { displayName, idSchema, role, slug } from '@paddock/model'
import { z } from 'zod'
import { endpoint, pageOf, pageQuery } from './endpoint.ts'
import { me } from './session.ts'

const groupRole = z.strictObject({ group: z.string().trim().min(1).max(200), role })

export const wayView = z.object({
  id: idSchema<'way'>(),
  /** What its button says. */
  name: z.string(),
  issuer: z.string(),
  clientId: z.string(),
  hasSecret: z.boolean(),
  scope: z.string(),
  groupsClaim: z.string(),
  groupRoles: z.array(groupRole),
  /** Whether people of none of those groups are let in too, without a role in the tenant. */
  admitsEverybody: z.boolean(),
  /** Where the provider has to send people back to. */
  redirectUri: z.string(),
  revision: z.int(),
})
export type WayView = z.infer<typeof wayView>

const issuer = z.url({ protocol: /^https?$/ }).max(500)
const text = z.string().trim().min(1).max(500)
const groupRoles = z.array(groupRole).max(50)
const params = z.strictObject({ way: idSchema<'way'>() })

export const wayEndpoints = [
  endpoint('GET /v1/ways', {
    id: 'wayList',
    summary: 'Lists the ways in that the tenant has set up besides passwords.',
    permission: 'user.manage',
    query: pageQuery,
    answer: pageOf(wayView),
  }),
  endpoint('POST /v1/ways', {
    id: 'wayCreate',
    summary: 'Sets up a way in by OpenID Connect.',
    description:
      'People who come by it for the first time get an account with the e-mail address that the provider tells, and the highest role that one of their groups has here; the role follows the groups at each sign-in.',
    permission: 'user.manage',
    audit: 'way.create',
    body: z.strictObject({
      name: displayName,
      issuer,
      clientId: text,
      clientSecret: text.nullable().default(null),
      scope: text.default('openid email profile'),
      groupsClaim: text.default('groups'),
      groupRoles: groupRoles.default([]),
      admitsEverybody: z.boolean().default(false),
    }),
    status: 201,
    answer: wayView,
    problems: ['name-taken'],
    etag: true,
    idempotency: true,
  }),
  endpoint('PATCH /v1/ways/{way}', {
    id: 'wayUpdate',
    summary: 'Changes a way in.',
    permission: 'user.manage',
    audit: 'way.update',
    params,
    body: z.strictObject({
      name: displayName.optional(),
      clientId: text.optional(),
      clientSecret: text.nullable().optional(),
      scope: text.optional(),
      groupsClaim: text.optional(),
      groupRoles: groupRoles.optional(),
      admitsEverybody: z.boolean().optional(),
    }),
    answer: wayView,
    problems: ['not-found', 'name-taken', 'changed-meanwhile'],
    etag: true,
    ifMatch: true,
  }),
  endpoint('DELETE /v1/ways/{way}', {
    id: 'wayDelete',
    summary: 'Removes a way in. Whoever came by it keeps their account and sessions, and needs another way.',
    permission: 'user.manage',
    audit: 'way.delete',
    params,
    problems: ['not-found'],
  }),
  endpoint('GET /v1/ways/offered', {
    id: 'wayOffered',
    summary: 'Tells which ways in there are at a tenant’s door.',
    permission: 'anyone',
    query: z.strictObject({ tenant: slug }),
    answer: z.object({ ways: z.array(z.object({ id: idSchema<'way'>(), name: z.string() })) }),
  }),
  endpoint('POST /v1/ways/begin', {
    id: 'wayBegin',
    summary: 'Begins to sign in by another way: tells where the browser goes.',
    description:
      'Keep the ticket where only this browser has it, and bring it back with the address that the provider sends it to.',
    permission: 'anyone',
    audit: 'way.begin',
    body: z.strictObject({ tenant: slug, way: idSchema<'way'>() }),
    answer: z.object({ url: z.string(), ticket: z.string() }),
    problems: ['not-found', 'provider-failed'],
  }),
  endpoint('POST /v1/ways/finish', {
    id: 'wayFinish',
    summary: 'Signs in with what the provider sent the browser back with.',
    permission: 'anyone',
    audit: 'way.finish',
    body: z.strictObject({
      ticket: z.string().min(1).max(4_000),
      /** The query of the address that the provider sent the browser to. */
      answer: z.string().max(8_000),
    }),
    status: 201,
    answer: z.object({ token: z.string(), me }),
    problems: ['wrong-credentials', 'provider-failed', 'name-taken'],
  }),
] as const
