import { z } from 'zod'
import { endpoint } from './endpoint.ts'

/** How the people of a tenant sign in. */
export const doorView = z.object({
  /** How long a session lasts at most; null: as the installation has it, which also is the most. */
  sessionHours: z.int().nullable(),
  /** After how long without use a session ends; null: never before its time. */
  sessionIdleMinutes: z.int().nullable(),
  /** Everybody needs a second factor; whoever has none sets one up before anything else. */
  totpRequired: z.boolean(),
  revision: z.int(),
})
export type DoorView = z.infer<typeof doorView>

export const doorEndpoints = [
  endpoint('GET /v1/door', {
    id: 'doorGet',
    summary: 'Shows how the tenant’s people sign in.',
    permission: 'user.manage',
    answer: doorView,
    etag: true,
  }),
  endpoint('PATCH /v1/door', {
    id: 'doorUpdate',
    summary: 'Changes how the tenant’s people sign in, and how long their sessions last.',
    description:
      'What is changed holds at once, also for sessions that are there. An open console counts as use of its session; an event stream does not.',
    permission: 'user.manage',
    audit: 'door.update',
    body: z.strictObject({
      sessionHours: z.int().min(1).max(8_760).nullable().optional(),
      sessionIdleMinutes: z.int().min(5).max(10_080).nullable().optional(),
      totpRequired: z.boolean().optional(),
    }),
    answer: doorView,
    problems: ['changed-meanwhile'],
    etag: true,
    ifMatch: true,
  }),
] as const
