import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { MachineSeen } from '@paddock/host-api'
import { AgentError, type GuestAgent } from '@paddock/qmp'
import { reseedProgram } from './reseed.ts'

/** How long a guest's agent may take to be there. It was there when the memory was saved, or never is. */
const patienceMs = 15_000
const betweenMs = 250
const programMs = 5_000

/** Where a file may be run from: /tmp may forbid it, and /run does in Debian. */
const script =
  'umask 077; f=$(mktemp /dev/shm/XXXXXX 2>/dev/null || mktemp) && cat >"$f" && chmod 700 "$f" && "$f"; c=$?; rm -f "$f"; exit $c'

/**
 * Tells a guest that went on from memory from its siblings: new random numbers, and the time.
 *
 * Returns null when nobody wants to know any more, and `unrenewed` when the guest has no agent that does it.
 */
export async function renewIdentity(
  agent: GuestAgent,
  unwanted: () => boolean,
): Promise<Exclude<MachineSeen['identity'], 'pending'> | null> {
  for (const until = Date.now() + patienceMs; ; await sleep(betweenMs)) {
    if (unwanted()) return null
    const input = reseedProgram({ random: randomBytes(32), at: new Date() })
    try {
      const { exitCode } = await agent.exec({ command: ['/bin/sh', '-c', script], input, timeoutMs: programMs })
      return exitCode === 0 ? 'own' : 'unrenewed'
    } catch (cause) {
      if (!(cause instanceof AgentError) && Date.now() > until) throw cause
      if (Date.now() > until) return 'unrenewed'
    }
  }
}
