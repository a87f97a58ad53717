import { type SignedIn, sessions } from '@paddock/store'
import type { HttpNeeds } from '../needs.ts'

/** A use within so long of the last one that was noted is not written down. */
const grainMs = 60_000

/**
 * Notes that a session or a token is used: by a request from an address, or (null) by what is open for it.
 *
 * Nobody waits for it, and a request does not fail by it.
 */
export function noteUse(
  needs: Pick<HttpNeeds, 'database' | 'clock' | 'log'>,
  signedIn: SignedIn,
  address: string | null,
): void {
  const now = needs.clock()
  const last = signedIn.lastUsedAt?.getTime() ?? 0
  if (address !== null && now.getTime() - last < grainMs) return
  needs.database
    .ofEveryone(tx => sessions.used(tx, signedIn, { now, address }))
    .catch(cause => needs.log.warn({ err: cause }, 'a use could not be noted'))
}
