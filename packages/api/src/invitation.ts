import { displayName, emailAddress, idSchema, role } from '@paddock/model'
import { z } from 'zod'
import { endpoint, moment, pageOf, pageQuery } from './endpoint.ts'
import { linkSecret, password } from './password.ts'

export const invitationView = z.object({
  id: idSchema<'invitation'>(),
  email: z.string(),
  name: z.string(),
  /** The role in the whole tenant; null: only what projects give. */
  role: role.nullable(),
  invitedBy: z.string(),
  createdAt: moment,
  expiresAt: moment,
})
export type InvitationView = z.infer<typeof invitationView>

export const invitationEndpoints = [
  endpoint('GET /v1/invitations', {
    id: 'invitationList',
    summary: 'Lists the invitations that nobody has accepted.',
    permission: 'user.manage',
    query: pageQuery,
    answer: pageOf(invitationView),
  }),
  endpoint('POST /v1/invitations', {
    id: 'invitationCreate',
    summary: 'Invites somebody by mail, who then chooses a password.',
    description: 'The link is good once and for seven days. Inviting the same address again ends the link that it had.',
    permission: 'user.manage',
    audit: 'invitation.create',
    body: z.strictObject({ email: emailAddress, name: displayName, role: role.nullable().default(null) }),
    status: 201,
    answer: invitationView,
    problems: ['name-taken'],
    idempotency: true,
  }),
  endpoint('DELETE /v1/invitations/{invitation}', {
    id: 'invitationDelete',
    summary: 'Takes an invitation back: its link is over.',
    permission: 'user.manage',
    audit: 'invitation.delete',
    params: z.strictObject({ invitation: idSchema<'invitation'>() }),
    problems: ['not-found'],
  }),
  endpoint('POST /v1/invitations/look', {
    id: 'invitationLook',
    summary: 'Tells what the link of an invitation invites to.',
    permission: 'anyone',
    audit: 'invitation.look',
    body: z.strictObject({ secret: linkSecret }),
    answer: z.object({
      tenant: z.object({ slug: z.string(), name: z.string() }),
      email: z.string(),
      name: z.string(),
    }),
    problems: ['not-found'],
  }),
  endpoint('POST /v1/invitations/accept', {
    id: 'invitationAccept',
    summary: 'Accepts an invitation: makes the account, with a password of one’s own.',
    permission: 'anyone',
    audit: 'invitation.accept',
    body: z.strictObject({ secret: linkSecret, name: displayName.optional(), password }),
    answer: z.object({ tenant: z.string(), email: z.string() }),
    problems: ['not-found', 'name-taken'],
  }),
] as const
