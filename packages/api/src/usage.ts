import { idSchema, usageBy } from '@paddock/model'
import { z } from 'zod'
import { endpoint, moment, pageOf, pageQuery } from './endpoint.ts'

const amounts = {
  /** How long machines ran, all of them added up. */
  machineSeconds: z.number(),
  vcpuSeconds: z.number(),
  memoryGiBHours: z.number(),
  storageGiBHours: z.number(),
  /** To machines, over networks. */
  bytesIn: z.int(),
  /** From machines, over networks. */
  bytesOut: z.int(),
  /** How long people were signed in, all sessions added up. */
  sessionSeconds: z.number(),
}

export const usageRow = z.object({
  /** The id of the project, lab, user or tenant; of a day its date; `none` for what belongs to none. */
  key: z.string(),
  /** As it was called last in the period. */
  name: z.string(),
  ...amounts,
})
export type UsageView = z.infer<typeof usageRow>

export const usageEndpoints = [
  endpoint('GET /v1/usage', {
    id: 'usageList',
    summary: 'Tells what was used in a period.',
    description:
      'Of the whole tenant for whoever may see all of it, else of the caller’s projects. Operators see every tenant’s total (`by=tenant`). What goes on counts until now; while a host is silent, until it was heard last. Items come in the order of their keys.',
    permission: 'usage.view',
    query: pageQuery.extend({
      /** The first moment. The beginning of this month (UTC), unless it is said. */
      from: moment.optional(),
      /** The moment just after the last. Now, unless it is said. */
      to: moment.optional(),
      by: usageBy.default('project'),
      project: idSchema<'project'>().optional(),
    }),
    answer: pageOf(usageRow).extend({
      from: moment,
      to: moment,
      by: usageBy,
      /** Of all pages together. */
      total: z.object(amounts),
    }),
    problems: ['not-found'],
  }),
] as const
