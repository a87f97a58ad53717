import { idSchema, keyboardLayout, keyName } from '@paddock/model'
import { z } from 'zod'
import { endpoint, moment } from './endpoint.ts'

/** One open console. Somebody who has two open is there twice. */
export const viewerView = z.object({
  id: idSchema<'viewer'>(),
  userId: idSchema<'user'>(),
  name: z.string(),
  kind: z.enum(['screen', 'serial']),
  /** Asked to look only, or has a role that may only look. */
  viewOnly: z.boolean(),
  /** True when what this viewer types and points at reaches the machine right now. */
  drives: z.boolean(),
  since: moment,
})
export type ViewerView = z.infer<typeof viewerView>

/** Who is at a machine's console, in the order in which they came. */
export const consoleView = z.object({
  viewers: z.array(viewerView),
  /** The one viewer that drives; null: everyone who does not only look. */
  driverId: idSchema<'viewer'>().nullable(),
  /** A text that is being typed into the guest. */
  typing: z.object({ name: z.string(), typed: z.int(), total: z.int() }).nullable(),
})
export type ConsoleView = z.infer<typeof consoleView>

const siteRule = 'must be a site without a path, such as https://courses.example'

const params = z.strictObject({ vm: idSchema<'vm'>() })

const opening = z.strictObject({
  /** `only`: look and do not touch. The server drops what such a viewer sends. */
  view: z.literal('only').optional(),
  /** An id of your choice, by which you find yourself among the viewers. The same one again takes the place of the former. */
  viewer: idSchema<'viewer'>().optional(),
  /** Instead of a session's cookie or a token: a ticket, which is good for this one time. */
  ticket: z
    .string()
    .regex(/^[\w-]{43}$/, 'must be a ticket')
    .optional(),
})

export const consoleEndpoints = [
  endpoint('GET /v1/vms/{vm}/screen', {
    id: 'vmScreen',
    summary: 'Opens a machine’s screen: RFB (RFC 6143) in the binary messages of a WebSocket.',
    description:
      'Everyone who watches sees the same picture. Whoever lacks `console.use`, or asks for `view=only`, only watches.',
    permission: 'console.view',
    audit: 'vm.screen',
    params,
    query: opening,
    problems: ['not-found', 'not-now', 'host-unreachable', 'in-use'],
    sends: 'socket',
  }),
  endpoint('GET /v1/vms/{vm}/serial', {
    id: 'vmSerial',
    summary:
      'Opens a machine’s serial port: raw bytes in the binary messages of a WebSocket, what it said lately first.',
    description: 'Whoever lacks `console.use`, or asks for `view=only`, only watches.',
    permission: 'console.view',
    audit: 'vm.serial',
    params,
    query: opening,
    problems: ['not-found', 'not-now', 'host-unreachable', 'in-use'],
    sends: 'socket',
  }),
  endpoint('POST /v1/vms/{vm}/tickets', {
    id: 'vmTicket',
    summary: 'Makes a ticket that opens a machine’s screen or serial port once, within 30 seconds.',
    description:
      'For a page or a program that can send neither cookie nor header with a WebSocket: it opens `path` there. The WebSocket has to come from a page of `origin`, by default Paddock’s own; a program names that in its header Origin. The console is that of whoever made the ticket, and ends with their session or token.',
    permission: 'console.view',
    audit: 'vm.ticket',
    params,
    body: z.strictObject({
      kind: z.enum(['screen', 'serial']).default('screen'),
      /** Only to look: what this viewer sends is dropped. */
      viewOnly: z.boolean().default(false),
      /** The site whose page will open the console, such as `https://courses.example`. */
      origin: z
        .string()
        .max(255)
        .regex(/^https?:/, siteRule)
        .refine(site => URL.canParse(site) && new URL(site).origin === site, siteRule)
        .optional(),
    }),
    answer: z.object({
      /** Shown this once. */
      ticket: z.string(),
      /** Where to open the WebSocket, with the ticket. */
      path: z.string(),
      expiresAt: moment,
    }),
    problems: ['not-found', 'not-now'],
  }),
  endpoint('GET /v1/vms/{vm}/console', {
    id: 'vmConsole',
    summary: 'Shows who watches a machine’s screen and serial port, and who drives.',
    description: 'The stream of the lab tells it as it changes: events of the kind `console`.',
    permission: 'console.view',
    params,
    answer: consoleView,
    problems: ['not-found'],
  }),
  endpoint('PUT /v1/vms/{vm}/console/driver', {
    id: 'vmDrive',
    summary: 'Hands a machine’s keyboard and pointer to one viewer alone, or back to everyone.',
    description:
      'Whoever may use the console may take it, also from somebody else. It goes back to everyone when the driver leaves.',
    permission: 'console.use',
    audit: 'vm.drive',
    params,
    body: z.strictObject({ viewerId: idSchema<'viewer'>().nullable() }),
    answer: consoleView,
    problems: ['not-found', 'not-now'],
  }),
  endpoint('POST /v1/vms/{vm}/type', {
    id: 'vmType',
    summary: 'Types a text on a machine’s keyboard, and answers when it is typed.',
    description:
      'As fast as the guest takes it, some 60 characters a second. A character that the layout has no key for is refused before anything is typed. When the request is broken off, so is the typing.',
    permission: 'console.use',
    audit: 'vm.type',
    params,
    body: z.strictObject({
      text: z.string().min(1, 'must not be empty').max(10_000, 'must be at most 10,000 characters'),
      /** The layout that is set in the guest. */
      layout: keyboardLayout.default('us'),
    }),
    answer: z.object({
      /** Strokes of keys, and how many of them were pressed: fewer when somebody stopped it. */
      total: z.int(),
      typed: z.int(),
    }),
    problems: ['not-found', 'not-now', 'host-unreachable'],
  }),
  endpoint('DELETE /v1/vms/{vm}/type', {
    id: 'vmStopTyping',
    summary: 'Stops a text that is being typed into a machine, whoever began it.',
    permission: 'console.use',
    audit: 'vm.stop-typing',
    params,
    problems: ['not-found'],
  }),
  endpoint('POST /v1/vms/{vm}/keys', {
    id: 'vmPress',
    summary: 'Presses keys of a machine’s keyboard together, such as `ctrl`, `alt`, `delete`.',
    permission: 'console.use',
    audit: 'vm.press',
    params,
    body: z.strictObject({ keys: z.array(keyName).min(1).max(8) }),
    problems: ['not-found', 'not-now', 'host-unreachable'],
  }),
  endpoint('GET /v1/vms/{vm}/thumbnail', {
    id: 'vmThumbnail',
    summary: 'Shows a machine’s screen as a small picture, at most two seconds old.',
    description:
      '320 pixels wide unless the screen is smaller. With `If-None-Match` it answers 304 as long as nothing changed.',
    permission: 'console.view',
    params,
    problems: ['not-found', 'not-now', 'host-unreachable'],
    sends: 'png',
  }),
] as const
