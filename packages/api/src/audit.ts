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
  /** What it changed, by field, as it was and as it became. Of secrets only that they changed is said. */
  changes: z.array(
    z.object({
      field: z.string(),
      /** Null: nothing. Lists stand as JSON. */
      before: z.string().nullable(),
      after: z.string().nullable(),
    }),
  ),
})
export type AuditView = z.infer<typeof auditView>

/** Which records are asked for. */
const wanted = {
  /** The first moment, and the one just after the last. */
  from: moment.optional(),
  to: moment.optional(),
  action: z.string().max(100).optional(),
  actor: idSchema<'user'>().optional(),
  /** Id or name of what it was done to. */
  subject: z.string().max(100).optional(),
  address: z.string().max(100).optional(),
  outcome: z.enum(['done', 'refused', 'failed']).optional(),
  /** Words that stand in the action, the names, the code, the address or the request's id. */
  search: z.string().max(100).optional(),
}

export const auditVerification = z.object({
  /** The first seal that was looked at, and the last that is right with everything that it names. */
  from: z.int(),
  through: z.int(),
  /** When that last one was sealed: until then the log is as it was. Null when there is none. */
  sealedAt: moment.nullable(),
  /** How many records were found right. */
  records: z.int(),
  /** Records of seals up to this number were removed because they were older than they are kept; 0: none. */
  removedThrough: z.int(),
  /** The newest seal that the anchor outside the database knows; 0: none. */
  anchoredThrough: z.int(),
  /** How many records are too new to be sealed. */
  waiting: z.int(),
  /** With which seal to go on; null: this was the end. */
  next: z.int().nullable(),
  /** The first thing that is wrong, if something is. */
  fault: z
    .object({
      kind: z.enum([
        'edited',
        'removed',
        'added',
        'reordered',
        'cut-off',
        'seal-edited',
        'seal-removed',
        'not-anchored',
      ]),
      seal: z.int(),
      /** Null when it is not about one record. */
      record: idSchema<'audit'>().nullable(),
      message: z.string(),
    })
    .nullable(),
})
export type AuditVerification = z.infer<typeof auditVerification>

export const auditRetention = z.object({
  /** For how many days a record is kept; null: for ever. */
  days: z.int().nullable(),
  revision: z.int(),
})
export type AuditRetention = z.infer<typeof auditRetention>

export const auditEndpoints = [
  endpoint('GET /v1/audit', {
    id: 'auditList',
    summary: 'Lists who did what, newest first.',
    permission: 'audit.view',
    query: pageQuery.extend(wanted),
    answer: pageOf(auditView),
  }),
  endpoint('GET /v1/audit/export', {
    id: 'auditExport',
    summary: 'Sends the audit log as a file, newest first: comma-separated values, or a line of JSON for each record.',
    description: 'All that was recorded before the export, which is recorded itself.',
    permission: 'audit.view',
    audit: 'audit.export',
    query: z.strictObject({ ...wanted, format: z.enum(['csv', 'jsonl']).default('csv') }),
    sends: 'file',
  }),
  endpoint('GET /v1/audit/verification', {
    id: 'auditVerify',
    summary: 'Checks that nothing of the audit log was edited, removed, added, reordered or cut off.',
    description:
      'Records are sealed in groups, each chained to the one before, a moment after they are written. A call looks at some ten thousand records: go on with `from` as `next` says until that is null. The chain of the caller’s tenant; for operators, the installation’s.',
    permission: 'audit.view',
    query: z.strictObject({ from: z.coerce.number<number>().int().min(1).max(2_147_483_647).default(1) }),
    answer: auditVerification,
  }),
  endpoint('GET /v1/audit/retention', {
    id: 'auditRetention',
    summary: 'Tells for how long records of the audit log are kept.',
    permission: 'audit.view',
    answer: auditRetention,
    etag: true,
  }),
  endpoint('PATCH /v1/audit/retention', {
    id: 'auditRetain',
    summary: 'Sets for how long records of the audit log are kept.',
    description:
      'What is older goes within minutes, for good, in the groups that it was sealed in. The seals stay, and one of them says what was removed, so that the log can be verified as before.',
    permission: 'audit.manage',
    audit: 'audit.retain',
    body: z.strictObject({ days: z.int().min(1).max(36_500).nullable() }),
    answer: auditRetention,
    problems: ['changed-meanwhile'],
    etag: true,
    ifMatch: true,
  }),
] as const
