import { displayName, emailAddress, idSchema, permission, role, slug } from '@paddock/model'
import { z } from 'zod'
import { endpoint, moment } from './endpoint.ts'

/** Who is signed in, and what they may do where. */
export const me = z.object({
  user: z.object({ id: idSchema<'user'>(), name: displayName, email: z.string() }),
  /** Null for operators of the installation. */
  tenant: z.object({ id: idSchema<'tenant'>(), slug: z.string(), name: z.string() }).nullable(),
  operator: z.boolean(),
  /** The role in the whole tenant, if any. */
  role: role.nullable(),
  /** What may be done anywhere in the tenant (or, for an operator, the installation). */
  permissions: z.array(permission),
  projects: z.array(z.object({ id: idSchema<'project'>(), name: z.string(), role, permissions: z.array(permission) })),
  expiresAt: moment,
})
export type Me = z.infer<typeof me>

export const sessionEndpoints = [
  endpoint('POST /v1/sessions', {
    id: 'sessionCreate',
    summary: 'Signs in with a password.',
    description:
      'Answers a bearer token and sets the same as an HttpOnly cookie. Leave `tenant` out at the operators’ door. After 5 wrong passwords for one account within 15 minutes the account’s door stays shut for 15 minutes.',
    permission: 'anyone',
    audit: 'session.create',
    body: z.strictObject({
      tenant: slug.optional(),
      email: emailAddress,
      password: z.string().min(1).max(1_000),
    }),
    status: 201,
    answer: z.object({ token: z.string(), me }),
    problems: ['wrong-credentials'],
  }),
  endpoint('GET /v1/session', {
    id: 'sessionGet',
    summary: 'Tells who is signed in and what they may do.',
    permission: 'signed-in',
    answer: me,
  }),
  endpoint('DELETE /v1/session', {
    id: 'sessionDelete',
    summary: 'Signs out: ends this session.',
    permission: 'signed-in',
    audit: 'session.delete',
  }),
] as const
