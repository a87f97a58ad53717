import { idSchema } from '@paddock/model'
import { z } from 'zod'
import { endpoint, moment, pageOf, pageQuery } from './endpoint.ts'

export const auditView = z.object({
  id: idSchema<'audit'>(),
  at: moment,
  /** Null when nobody was signed in, as at a failed sign-in. */
  actor: z.object({ id: idSchema<'user'>(), name: z.string() }).nullable(),
  /** Noun, point, verb: `lab.start`. */
  action: z.string(),
  subject: z.object({ kind: z.string(), id: z.string(), name: z.string() }).nullable(),
  /** Where the request came from. */
  address: z.string(),
  requestId: z.string(),
  outcome: z.enum(['done', 'refused', 'failed']),
  /** The problem's code when it was not done. */
  code: z.string().nullable(),
})
export type AuditView = z.infer<typeof auditView>

export const auditEndpoints = [
  endpoint('GET /v1/audit', {
    id: 'auditList',
    summary: 'Lists who did what, newest first.',
    permission: 'audit.view',
    query: pageQuery.extend({
      action: z.string().max(100).optional(),
      actor: idSchema<'user'>().optional(),
      subject: z.string().max(100).optional(),
    }),
    answer: pageOf(auditView),
  }),
] as const
