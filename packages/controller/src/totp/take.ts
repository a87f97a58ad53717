import type { UserId } from '@paddock/model'
import { type Tx, totps } from '@paddock/store'
import type { Secrets } from '../secrets/seal.ts'
import { stepOf, withoutRecovery } from './code.ts'

/** What a person's secret is sealed about. */
export const aboutTotp = (user: UserId): string => `totp ${user}`

/**
 * Takes a code of a person's second factor, or one of their recovery codes: each once, by one at a time.
 *
 * @returns what came of it. `not-asked`: they have no second factor.
 */
export async function takeCode(
  { secrets, clock }: { readonly secrets: Secrets; readonly clock: () => Date },
  tx: Tx,
  { user, code }: { user: UserId; code: string | undefined },
): Promise<'taken' | 'wrong' | 'missing' | 'not-asked'> {
  const row = await totps.of(tx, user, { lock: true })
  if (!row?.confirmed_at) return 'not-asked'
  if (code === undefined) return 'missing'
  const secret = secrets.open(row.sealed_secret, aboutTotp(user))
  const step = stepOf(secret, code, { now: clock(), after: row.last_step })
  if (step !== null) {
    await totps.update(tx, user, { last_step: step })
    return 'taken'
  }
  const left = withoutRecovery(row, code)
  if (left === null) return 'wrong'
  await totps.update(tx, user, { recovery_hashes: left })
  return 'taken'
}
