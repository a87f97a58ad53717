import { displayName, emailAddress, idSchema, permission, role, slug } from '@paddock/model'
import { z } from 'zod'
import { endpoint, moment, pageOf, pageQuery } from './endpoint.ts'
import { shownPassword } from './password.ts'
import { secondCode } from './totp.ts'

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
  /** True: a second factor has to be set up before anything else may be done. */
  mustAddTotp: z.boolean(),
  /** For how many days what is deleted can be restored; 0: not at all. */
  trashDays: z.number().nonnegative(),
})
export type Me = z.infer<typeof me>

export const sessionView = z.object({
  id: idSchema<'session'>(),
  /** True for the one that asks. */
  current: z.boolean(),
  /** Where it was begun. */
  address: z.string(),
  /** What it is used with, in words: `Firefox on Linux`. */
  client: z.string(),
  createdAt: moment,
  /** To the minute. */
  lastUsedAt: moment,
  /** When it ends, if it is not used any more until then. */
  expiresAt: moment,
})
export type SessionView = z.infer<typeof sessionView>

export const sessionEndpoints = [
  endpoint('POST /v1/sessions', {
    id: 'sessionCreate',
    summary: 'Signs in with a password.',
    description:
      'Answers a bearer token and sets the same as an HttpOnly cookie. Leave `tenant` out at the operators’ door. After 5 wrong passwords for one account, or 50 from one address, no more are taken for a minute, and after each further one for twice as long, up to an hour.',
    permission: 'anyone',
    audit: 'session.create',
    body: z.strictObject({
      tenant: slug.optional(),
      email: emailAddress,
      password: shownPassword,
      /** Six digits of the second factor, or a recovery code; left out by whoever has none. */
      code: secondCode.optional(),
    }),
    status: 201,
    answer: z.object({ token: z.string(), me }),
    problems: ['wrong-credentials', 'code-needed'],
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
    permission: 'in-person',
    audit: 'session.delete',
  }),
  endpoint('GET /v1/sessions', {
    id: 'sessionList',
    summary: 'Lists one’s own sessions: where they were begun, with what, and when they were used last.',
    permission: 'in-person',
    query: pageQuery,
    answer: pageOf(sessionView),
  }),
  endpoint('DELETE /v1/sessions/{session}', {
    id: 'sessionEnd',
    summary: 'Ends one of one’s own sessions, with the consoles and event streams that are open in it.',
    permission: 'in-person',
    audit: 'session.end',
    params: z.strictObject({ session: idSchema<'session'>() }),
    problems: ['not-found'],
  }),
  endpoint('DELETE /v1/sessions', {
    id: 'sessionEndOthers',
    summary: 'Ends all of one’s own sessions but the one that asks.',
    permission: 'in-person',
    audit: 'session.end-others',
  }),
] as const
