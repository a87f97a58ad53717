import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { shownPassword } from './password.ts'

/** Six digits of the device, or a recovery code. */
export const secondCode = z
  .string()
  .trim()
  .min(6)
  .max(20)
  .regex(/^[0-9A-Za-z -]+$/, 'must be six digits, or a recovery code')

export const totpEndpoints = [
  endpoint('GET /v1/totp', {
    id: 'totpGet',
    summary: 'Tells whether one signs in with a second factor.',
    permission: 'in-person',
    answer: z.object({
      on: z.boolean(),
      /** True when the tenant asks for one. */
      required: z.boolean(),
      recoveryCodesLeft: z.int(),
    }),
  }),
  endpoint('POST /v1/totp', {
    id: 'totpBegin',
    summary: 'Begins to set up a second factor, and tells its secret this once.',
    description: 'It counts once a code of it was confirmed. Until then signing in is as before.',
    permission: 'in-person',
    audit: 'totp.begin',
    body: z.strictObject({ password: shownPassword }),
    status: 201,
    answer: z.object({
      /** For typing into the device: base 32. */
      secret: z.string(),
      /** The same for its camera: an `otpauth:` address. */
      uri: z.string(),
    }),
    problems: ['wrong-credentials', 'not-now'],
  }),
  endpoint('POST /v1/totp/confirm', {
    id: 'totpConfirm',
    summary: 'Turns the second factor on with a first code of it, and tells the recovery codes this once.',
    permission: 'in-person',
    audit: 'totp.confirm',
    body: z.strictObject({ code: secondCode }),
    answer: z.object({ recoveryCodes: z.array(z.string()) }),
    problems: ['wrong-credentials', 'not-now'],
  }),
  endpoint('POST /v1/totp/end', {
    id: 'totpEnd',
    summary: 'Turns one’s second factor off.',
    permission: 'in-person',
    audit: 'totp.end',
    body: z.strictObject({ password: shownPassword }),
    problems: ['wrong-credentials', 'not-now'],
  }),
  endpoint('POST /v1/totp/recovery-codes', {
    id: 'totpRenew',
    summary: 'Makes new recovery codes, and tells them this once. The old ones are good for nothing any more.',
    permission: 'in-person',
    audit: 'totp.renew',
    body: z.strictObject({ password: shownPassword }),
    answer: z.object({ recoveryCodes: z.array(z.string()) }),
    problems: ['wrong-credentials', 'not-now'],
  }),
] as const
