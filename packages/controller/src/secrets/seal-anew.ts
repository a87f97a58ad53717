import { type Database, mails, totps, ways } from '@paddock/store'
import { aboutMail } from '../mail/queue.ts'
import { aboutTotp } from '../totp/take.ts'
import { aboutWay } from '../way/about.ts'
import type { Secrets } from './seal.ts'

/** Seals with the newest key what an older one has sealed, so that the older can go. May be repeated. */
export const sealAnew = (database: Database, secrets: Secrets): Promise<void> =>
  database.ofEveryone(async tx => {
    const anew = (sealed: string, about: string) => secrets.seal(secrets.open(sealed, about), about)
    for (const { user_id, sealed_secret } of await totps.everySecret(tx))
      if (secrets.isOld(sealed_secret))
        await totps.update(tx, user_id, { sealed_secret: anew(sealed_secret, aboutTotp(user_id)) })
    for (const { id, sealed_text } of await mails.everySealed(tx))
      if (secrets.isOld(sealed_text)) await mails.sealAnew(tx, id, anew(sealed_text, aboutMail(id)))
    for (const { id, sealed_secret } of await ways.everySecret(tx))
      if (secrets.isOld(sealed_secret)) await ways.sealAnew(tx, id, anew(sealed_secret, aboutWay(id)))
  })
