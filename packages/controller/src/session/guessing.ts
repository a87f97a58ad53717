import { isIPv6 } from 'node:net'
import { Problem } from '@paddock/model'
import { type Guard, guards, type Tx } from '@paddock/store'

/**
 * What an address is counted as: a provider gives each of its customers a whole /64 of IPv6, and they have its addresses for the
 * choosing (RFC 6177).
 */
export function addressGuard(address: string): Guard {
  if (!isIPv6(address)) return { kind: 'address', of: address }
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return { kind: 'address', of: mapped }
  const [head = '', tail] = address.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after]
  return { kind: 'address', of: `${groups.slice(0, 4).join(':')}::/64` }
}

/**
 * Refuses whoever guessed wrong too often, a right guess too.
 *
 * @throws Problem `too-many-attempts`
 */
export async function demandUnshut(tx: Tx, all: readonly Guard[], now: Date): Promise<void> {
  const shut = await guards.shut(tx, all, now)
  if (shut === null) return
  const seconds = Math.ceil((shut.until.getTime() - now.getTime()) / 1000)
  const wait = seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`
  const what = shut.kind === 'account' ? 'This account is' : 'Your address is'
  const help = shut.kind === 'account' ? ', or ask an administrator of your tenant to unlock it' : ', or from elsewhere'
  throw new Problem(
    'too-many-attempts',
    `${what} shut for a while, after ${shut.failures} wrong attempts. Each further one makes it longer. Try again in ${wait}${help}.`,
    { retryAfterSeconds: seconds },
  )
}
