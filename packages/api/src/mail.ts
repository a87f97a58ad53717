import { idSchema } from '@paddock/model'
import { z } from 'zod'
import { endpoint, moment, pageOf, pageQuery } from './endpoint.ts'

export const mailView = z.object({
  id: idSchema<'mail'>(),
  to: z.string(),
  subject: z.string(),
  /** `given-up`: nobody wants it any more, such as a link that is over. */
  state: z.enum(['waiting', 'sent', 'given-up']),
  createdAt: moment,
  sentAt: moment.nullable(),
  tries: z.int(),
  /** Why it was not taken the last time. */
  trouble: z.string().nullable(),
})
export type MailView = z.infer<typeof mailView>

export const mailEndpoints = [
  endpoint('GET /v1/mails', {
    id: 'mailList',
    summary: 'Lists the letters that the installation sends, without what they say.',
    permission: 'tenant.manage',
    query: pageQuery,
    answer: pageOf(mailView).extend({
      /** False: no mail server is set, and letters wait to be looked at. */
      sends: z.boolean(),
    }),
  }),
  endpoint('POST /v1/mails/{mail}/open', {
    id: 'mailOpen',
    summary: 'Shows what a letter says, where no mail server is set.',
    description:
      'Made for trying Paddock out: the links in letters let people in. With a mail server nobody is shown them.',
    permission: 'tenant.manage',
    audit: 'mail.open',
    params: z.strictObject({ mail: idSchema<'mail'>() }),
    answer: z.object({ text: z.string() }),
    problems: ['not-found', 'not-now'],
  }),
] as const
