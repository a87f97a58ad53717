import { Problem } from '@paddock/model'
import { accountGuard, type Database, guards, type SignedIn, signIns } from '@paddock/store'
import type { Needs } from '../needs.ts'
import { demandUnshut } from '../session/guessing.ts'
import { passwordIs } from '../session/password.ts'

/**
 * Has a signed-in person prove once more that it is they, by their password. Wrong ones count as at the door: a session that was left open
 * is no place to guess at leisure.
 *
 * @throws Problem `wrong-credentials`, `too-many-attempts`
 */
export async function proveAgain(
  { database, clock }: Needs & { readonly database: Database },
  { caller }: SignedIn,
  password: string,
): Promise<void> {
  const now = clock()
  const own = await database.as(caller, async tx => {
    const person = await signIns.own(tx, caller.user)
    await demandUnshut(tx, [accountGuard(person)], now)
    return person
  })
  if (await passwordIs(password, own.password_hash ?? undefined)) return
  await database.ofEveryone(tx => guards.failed(tx, accountGuard(own), now))
  throw new Problem('wrong-credentials', 'This is not your password. Check it, and try again.')
}
