import { displayName, emailAddress, idSchema, role } from '@paddock/model'
import { z } from 'zod'
import { endpoint, moment, pageOf, pageQuery } from './endpoint.ts'
import { password } from './password.ts'
import { sessionView } from './session.ts'

export const userView = z.object({
  id: idSchema<'user'>(),
  email: z.string(),
  name: z.string(),
  /** The role in the whole tenant; null: only what projects give. */
  role: role.nullable(),
  disabled: z.boolean(),
  createdAt: moment,
  lastSignInAt: moment.nullable(),
  /** Until when no password is taken, after too many wrong ones; null: it is taken. */
  lockedUntil: moment.nullable(),
  /** Whether they sign in with a second factor. */
  totpOn: z.boolean(),
  revision: z.int(),
})
export type UserView = z.infer<typeof userView>

const params = z.strictObject({ user: idSchema<'user'>() })

export const userEndpoints = [
  endpoint('GET /v1/users', {
    id: 'userList',
    summary: 'Lists the people of the tenant.',
    permission: 'user.view',
    query: pageQuery,
    answer: pageOf(userView),
  }),
  endpoint('POST /v1/users', {
    id: 'userCreate',
    summary: 'Creates a person with a password.',
    permission: 'user.manage',
    audit: 'user.create',
    body: z.strictObject({ email: emailAddress, name: displayName, password, role: role.nullable().default(null) }),
    status: 201,
    answer: userView,
    problems: ['name-taken'],
    idempotency: true,
    etag: true,
  }),
  endpoint('GET /v1/users/{user}', {
    id: 'userGet',
    summary: 'Shows a person.',
    permission: 'user.view',
    params,
    answer: userView,
    problems: ['not-found'],
    etag: true,
  }),
  endpoint('PATCH /v1/users/{user}', {
    id: 'userUpdate',
    summary: 'Changes a person: name, role, password, or whether they may sign in.',
    description:
      'A new password or `disabled` ends all of the person’s sessions. The last administrator of a tenant can be neither disabled nor lose the role.',
    permission: 'user.manage',
    audit: 'user.update',
    params,
    body: z.strictObject({
      name: displayName.optional(),
      role: role.nullable().optional(),
      disabled: z.boolean().optional(),
      password: password.optional(),
    }),
    answer: userView,
    problems: ['not-found', 'changed-meanwhile', 'not-now'],
    etag: true,
    ifMatch: true,
  }),
  endpoint('DELETE /v1/users/{user}', {
    id: 'userDelete',
    summary: 'Removes a person who owns no labs.',
    permission: 'user.manage',
    audit: 'user.delete',
    params,
    problems: ['not-found', 'in-use', 'not-now', 'changed-meanwhile'],
    ifMatch: true,
  }),
  endpoint('POST /v1/users/{user}/unlock', {
    id: 'userUnlock',
    summary: 'Lets a person try again who was shut out by wrong passwords.',
    permission: 'user.manage',
    audit: 'user.unlock',
    params,
    answer: userView,
    problems: ['not-found'],
  }),
  endpoint('POST /v1/users/{user}/end-totp', {
    id: 'userEndTotp',
    summary: 'Turns off the second factor of a person who has lost it.',
    description: 'Where the tenant asks for one, the person sets up another at their next sign-in.',
    permission: 'user.manage',
    audit: 'user.end-totp',
    params,
    problems: ['not-found'],
  }),
  endpoint('GET /v1/users/{user}/sessions', {
    id: 'userSessions',
    summary: 'Lists a person’s sessions.',
    permission: 'user.manage',
    params,
    query: pageQuery,
    answer: pageOf(sessionView),
    problems: ['not-found'],
  }),
  endpoint('DELETE /v1/users/{user}/sessions', {
    id: 'userEndSessions',
    summary: 'Ends all sessions of a person, with the consoles and event streams that are open in them.',
    permission: 'user.manage',
    audit: 'user.end-sessions',
    params,
    problems: ['not-found'],
  }),
] as const
