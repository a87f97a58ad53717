import type { MailView } from '@paddock/api'
import { Problem } from '@paddock/model'
import { type MailRow, mails } from '@paddock/store'
import type { HttpNeeds } from '../http/needs.ts'
import { viewPage } from '../http/page.ts'
import type { Handlers } from '../route.ts'
import { aboutMail } from './queue.ts'

function stateOf(mail: MailRow, now: Date): MailView['state'] {
  if (mail.sent_at !== null) return 'sent'
  return mail.expires_at <= now ? 'given-up' : 'waiting'
}

export function mailRoutes({ clock, secrets, settings }: HttpNeeds): Handlers<'mailList' | 'mailOpen'> {
  const view = (mail: MailRow): MailView => ({
    id: mail.id,
    to: mail.recipient,
    subject: mail.subject,
    state: stateOf(mail, clock()),
    createdAt: mail.created_at.toISOString(),
    sentAt: mail.sent_at?.toISOString() ?? null,
    tries: mail.tries,
    trouble: mail.trouble,
  })
  return {
    mailList: ({ caller, query, read }) =>
      read(async tx => ({
        ...viewPage(await mails.page(tx, caller, query), view),
        sends: settings.smtpUrl !== null,
      })),
    mailOpen: ({ caller, params, change, about }) =>
      change(async tx => {
        const mail = await mails.one(tx, caller, params.mail)
        about({ kind: 'mail', id: mail.id, name: `${mail.subject}, to ${mail.recipient}` })
        if (settings.smtpUrl !== null)
          throw new Problem('not-now', 'Letters are sent by a mail server: what they say is their readers’ own.')
        if (mail.sealed_text === null) throw new Problem('not-now', 'Nobody wants this letter any more.')
        return { text: secrets.open(mail.sealed_text, aboutMail(mail.id)) }
      }),
  }
}
