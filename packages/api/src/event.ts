import { idSchema } from '@paddock/model'
import { z } from 'zod'
import { assetView } from './asset.ts'
import { auditView } from './audit.ts'
import { consoleView } from './console.ts'
import { endpoint } from './endpoint.ts'
import { hostView } from './host.ts'
import { labSummary, labView } from './lab.ts'
import { templateView } from './template.ts'

/**
 * What the event stream of a person carries: the thing as it is now, so that nobody has to ask for it.
 *
 * `sequence` grows; a stream that broke goes on behind the last one seen (`Last-Event-ID`, HTML standard, "Server-sent
 * events"). When that is too long ago the stream begins with `reload`: fetch everything anew.
 */
export const liveEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('lab'), sequence: z.int(), lab: labSummary }),
  z.object({ kind: z.literal('lab-gone'), sequence: z.int(), labId: idSchema<'lab'>() }),
  z.object({ kind: z.literal('template'), sequence: z.int(), template: templateView }),
  z.object({ kind: z.literal('template-gone'), sequence: z.int(), templateId: idSchema<'template'>() }),
  z.object({ kind: z.literal('asset'), sequence: z.int(), asset: assetView }),
  z.object({ kind: z.literal('host'), sequence: z.int(), host: hostView }),
  /** What was sealed in the audit log, for whoever may see that: up to fifty records, the oldest first. */
  z.object({ kind: z.literal('audit'), sequence: z.int(), records: z.array(auditView) }),
  z.object({ kind: z.literal('reload'), sequence: z.int() }),
])
export type LiveEvent = z.infer<typeof liveEvent>

/** The stream of one lab: the whole lab at first and after every change; and who is at the consoles of its machines, as that changes. */
export const labEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('lab'), sequence: z.int(), lab: labView }),
  /** Told at first only of machines that somebody is at. */
  z.object({ kind: z.literal('console'), sequence: z.int(), vmId: idSchema<'vm'>(), console: consoleView }),
  z.object({ kind: z.literal('lab-gone'), sequence: z.int(), labId: idSchema<'lab'>() }),
])
export type LabEvent = z.infer<typeof labEvent>

export const eventEndpoints = [
  endpoint('GET /v1/events', {
    id: 'eventWatch',
    summary: 'Streams every change of what the caller may see, as server-sent events.',
    permission: 'signed-in',
    answer: liveEvent,
    sends: 'events',
  }),
  endpoint('GET /v1/labs/{lab}/events', {
    id: 'labWatch',
    summary: 'Streams a lab as it changes, as server-sent events.',
    permission: 'lab.view',
    params: z.strictObject({ lab: idSchema<'lab'>() }),
    answer: labEvent,
    problems: ['not-found'],
    sends: 'events',
  }),
] as const
