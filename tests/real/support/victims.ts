import { readlinkSync } from 'node:fs'
import { findProcesses } from '@paddock/linux'
import { until } from '@paddock/testing'
import type { Installation } from './installation.ts'

/** What can be killed: each process of an installation, all of them at once, and the machines of labs. */
export type Victim = 'controller' | 'host' | 'database' | 'supervisor' | 'everything' | 'machines'

/**
 * Sends SIGKILL to a victim that lives, and starts again what nobody else would: a supervisor.
 *
 * @returns the processes that it was sent to
 */
export async function killHard(
  paddock: Installation,
  victim: Victim,
  spared: readonly string[] = [],
): Promise<readonly number[]> {
  const pids = await until(`there is a ${victim} to kill`, () => pidsOf(paddock, victim, spared), { withinMs: 30_000 })
  for (const pid of pids) end(pid)
  if (victim === 'supervisor' || victim === 'everything') await paddock.start()
  return pids
}

function pidsOf(paddock: Installation, victim: Victim, spared: readonly string[]): number[] | undefined {
  const some = (...pids: number[]) => (pids.some(pid => pid > 0) ? pids.filter(pid => pid > 0) : undefined)
  const database = paddock.databasePid() ?? 0
  switch (victim) {
    case 'controller':
    case 'host':
      return some(...paddock.pids(victim))
    case 'database':
      return some(database)
    case 'machines':
      return machinePids(paddock, spared)
    case 'supervisor':
      return some(paddock.supervisor())
    case 'everything':
      return some(paddock.supervisor(), database, ...paddock.pids('controller'), ...paddock.pids('host'))
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself.
  }
}

/** The QEMU processes of an installation's machines, but for those that are to be spared. */
export function machinePids(paddock: Installation, spared: readonly string[] = []): number[] {
  return findProcesses(words => {
    const vm = words[words.indexOf('-uuid') + 1] ?? ''
    return (words[0] ?? '').endsWith('qemu-system-x86_64') && !spared.includes(vm)
  })
    .map(({ identity }) => identity.pid)
    .filter(pid => worksIn(pid, paddock.data))
}

/** A machine's process works in its run's folder, whatever its words are. */
function worksIn(pid: number, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`).startsWith(`${folder}/`)
  } catch {
    return false
  }
}
