import { z } from 'zod'
import { endpoint } from './endpoint.ts'

/** A new password: length is what counts (NIST SP 800-63B, section 5.1.1), and that it is not one that is tried first. */
export const password = z.string().min(10, 'must be at least 10 characters').max(1_000)

/** A password as it is shown to prove who somebody is: no rule for new ones holds for it. */
export const shownPassword = z.string().min(1).max(1_000)

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
] as const
