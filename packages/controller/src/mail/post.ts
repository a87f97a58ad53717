import nodemailer from 'nodemailer'
import type { Letter } from './letter.ts'

/** Hands letters to a mail server. */
export interface Post {
  /** `id` names the letter: who is handed it twice can tell. @throws Error when the server did not take it. */
  hand(letter: Letter, id: string): Promise<void>
  close(): void
}

const timeoutMs = 20_000

/** The mail server at an address such as `smtps://user:password@mail.example.org`. */
export function smtpPost({ url, from }: { url: string; from: string }): Post {
  const server = nodemailer.createTransport(
    {
      url,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from },
  )
  const host = new URL(url).hostname
  return {
    async hand({ to, subject, text }, id) {
      // As an object: nothing in an address can name a second recipient.
      await server.sendMail({ to: { name: '', address: to }, subject, text, messageId: `<${id}@${host}>` })
    },
    close: () => server.close(),
  }
}
