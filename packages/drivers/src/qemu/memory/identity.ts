import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { GuestAgent } from '@paddock/qmp'
import { reseedProgram } from './reseed.ts'

/** A guest whose agent did not answer so often, within a quarter of a minute, is said to have none; it is asked on, for it may only be slow. */
const patience = 9
const betweenMs = 250
const betweenMaxMs = 10_000
const programMs = 5_000

/** Where a file may be run from: /tmp may forbid it, and /run does in Debian. */
const script =
  'umask 077; f=$(mktemp /dev/shm/XXXXXX 2>/dev/null || mktemp) && cat >"$f" && chmod 700 "$f" && "$f"; c=$?; rm -f "$f"; exit $c'

/**
 * Tells a guest that went on from memory from its siblings: new random numbers, and the time.
 *
 * Says `unrenewed` of a guest that cannot do it, or whose agent does not answer so far, and ends when the guest has answered, or nobody wants to know.
 */
export async function renewIdentity(
  agent: Pick<GuestAgent, 'exec'>,
  talk: {
    unwanted: () => boolean
    say: (identity: 'own' | 'unrenewed') => void
    sleep?: (ms: number) => Promise<void>
  },
): Promise<void> {
  const { unwanted, say, sleep = setTimeout } = talk
  for (let asked = 1; !unwanted(); asked++) {
    const input = reseedProgram({ random: randomBytes(32), at: new Date() })
    try {
      const { exitCode } = await agent.exec({ command: ['/bin/sh', '-c', script], input, timeoutMs: programMs })
      if (!unwanted()) say(exitCode === 0 ? 'own' : 'unrenewed')
      return
    } catch {
      // Silent, or what it says makes no sense.
    }
    if (asked === patience && !unwanted()) say('unrenewed')
    await sleep(Math.min(betweenMs * 1.5 ** asked, betweenMaxMs))
  }
}
