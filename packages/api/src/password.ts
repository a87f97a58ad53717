import { emailAddress, slug } from '@paddock/model'
import { z } from 'zod'
import { endpoint } from './endpoint.ts'

/** A new password: length is what counts (NIST SP 800-63B, section 5.1.1), and that it is not one that is tried first. */
export const password = z.string().min(10, 'must be at least 10 characters').max(1_000)

/** A password as it is shown to prove who somebody is: no rule for new ones holds for it. */
export const shownPassword = z.string().min(1).max(1_000)

/** What stands behind the # of a link that was sent by mail. */
export const linkSecret = z.string().min(20).max(200)

export const passwordEndpoints = [
  endpoint('PUT /v1/password', {
    id: 'passwordChange',
    summary: 'Changes one’s own password, and ends one’s other sessions.',
    description: 'API tokens stay: end them one by one where somebody else may have had the password.',
    permission: 'in-person',
    audit: 'password.change',
    body: z.strictObject({ currentPassword: shownPassword, password }),
    problems: ['wrong-credentials'],
  }),
  endpoint('POST /v1/password/forgot', {
    id: 'passwordForgot',
    summary: 'Sends whoever has this account a letter with a link for a new password.',
    description:
      'The answer is the same for accounts that do not exist. The link is good once and for an hour; another letter is sent after two minutes.',
    permission: 'anyone',
    audit: 'password.forgot',
    body: z.strictObject({ tenant: slug.optional(), email: emailAddress }),
  }),
  endpoint('POST /v1/password/reset', {
    id: 'passwordReset',
    summary: 'Sets a new password by the link of a letter, and ends all sessions of the person.',
    description: 'A second factor stays, and is asked for at the next sign-in. API tokens stay too.',
    permission: 'anyone',
    audit: 'password.reset',
    body: z.strictObject({ secret: linkSecret, password }),
    answer: z.object({ tenant: z.string().nullable(), email: z.string() }),
    problems: ['not-found'],
  }),
] as const
