import { basename } from 'node:path'
import type { Log } from '@paddock/host-api'
import { endProcess, findProcesses } from '@paddock/linux'

/** How long a process of an earlier supervisor gets to end by itself: its channel to that one is closed, so it is on its way. */
const graceMs = 10_000

/**
 * Ends the controller and host that an earlier supervisor of this data folder left behind, so that no second set runs beside the first.
 *
 * They are found by the words they were started with; the database has its own way, and virtual machines are none of them.
 */
export async function endLeftovers(
  { log }: { log: Log },
  { data, programs }: { data: string; programs: readonly string[] },
): Promise<void> {
  const left = findProcesses(words => {
    const at = words.findIndex(word => basename(word) === 'main.ts')
    const [name, option, folder, ...more] = words.slice(at + 1)
    return at > 0 && programs.includes(name ?? '') && option === '--data' && folder === data && more.length === 0
  })
  for (const { identity, words } of left) {
    log.warn({ pid: identity.pid, words }, 'a process of an earlier supervisor is ended')
    await endProcess(identity, { graceMs })
  }
}
