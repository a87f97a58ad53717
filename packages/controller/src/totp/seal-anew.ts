import { type Database, totps } from '@paddock/store'
import type { Secrets } from '../secrets/seal.ts'
import { aboutTotp } from './take.ts'

/** Seals with the newest key what an older one has sealed, so that the older can go. May be repeated. */
export const sealAnew = (database: Database, secrets: Secrets): Promise<void> =>
  database.ofEveryone(async tx => {
    for (const { user_id, sealed_secret } of await totps.everySecret(tx)) {
      if (!secrets.isOld(sealed_secret)) continue
      const about = aboutTotp(user_id)
      await totps.update(tx, user_id, { sealed_secret: secrets.seal(secrets.open(sealed_secret, about), about) })
    }
  })
