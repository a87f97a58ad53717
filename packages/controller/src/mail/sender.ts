import type { Log } from '@paddock/host-api'
import { type Database, mails } from '@paddock/store'
import type { Secrets } from '../secrets/seal.ts'
import type { Post } from './post.ts'
import { aboutMail } from './queue.ts'

/** What sends the letters of the outbox. */
export interface Sender {
  /** Says that there may be one. */
  wake(): void
  close(): Promise<void>
}

const everyMs = 5_000
/** Longer than a mail server may take, so that nobody takes a letter up while another still hands it over. */
const firstWaitMs = 90_000
const longestWaitMs = 3_600_000

const waitMs = (tries: number): number => Math.min(longestWaitMs, firstWaitMs * 2 ** (tries - 1))

interface SenderNeeds {
  readonly database: Database
  readonly secrets: Secrets
  readonly clock: () => Date
  readonly log: Log
  readonly post: Post
}

/**
 * Sends what waits in the outbox, one after another. Any number of controllers may; each letter is sent at least once, and twice only when
 * somebody dies between handing it over and saying so.
 */
export function startSender({ database, secrets, clock, log, post }: SenderNeeds): Sender {
  let working: Promise<void> | null = null
  let again = false
  let closed = false

  const sendOne = async (): Promise<boolean> => {
    const now = clock()
    const againAt = (tries: number) => new Date(now.getTime() + waitMs(tries))
    const mail = await database.ofEveryone(tx => mails.takeUp(tx, { now, againAt }))
    if (!mail?.sealed_text) return mail !== undefined
    try {
      const text = secrets.open(mail.sealed_text, aboutMail(mail.id))
      await post.hand({ to: mail.recipient, subject: mail.subject, text }, mail.id)
    } catch (cause) {
      const trouble = cause instanceof Error ? cause.message : String(cause)
      log.warn({ mail: mail.id, tries: mail.tries + 1, err: cause }, 'a letter could not be sent')
      await database.ofEveryone(tx => mails.failed(tx, mail.id, trouble.slice(0, 500)))
      return true
    }
    await database.ofEveryone(tx => mails.sent(tx, mail.id, clock()))
    log.info({ mail: mail.id }, 'a letter was sent')
    return true
  }

  const work = async (): Promise<void> => {
    do {
      again = false
      while (!closed && (await sendOne()));
    } while (again && !closed)
  }

  const wake = (): void => {
    again = true
    if (closed || working) return
    working = work()
      .catch(cause => log.warn({ err: cause }, 'the outbox could not be read'))
      .finally(() => {
        working = null
      })
  }

  const timer = setInterval(wake, everyMs)
  timer.unref()
  wake()
  return {
    wake,
    async close() {
      closed = true
      clearInterval(timer)
      post.close()
      await working
    },
  }
}
