import { readlinkSync } from 'node:fs'
import { findProcesses } from '@paddock/linux'
import type { Installation } from './installation.ts'

/** What can be killed: each process of an installation, all of them at once, and the machines of labs. */
export type Victim = 'controller' | 'host' | 'database' | 'supervisor' | 'everything' | 'machines'

/** Sends SIGKILL, and starts again what nobody else would: a supervisor. */
export async function killHard(paddock: Installation, victim: Victim, machines: readonly string[] = []): Promise<void> {
  const kill = (pids: readonly (number | undefined)[]) => {
    for (const pid of pids) if (pid) end(pid)
  }
  switch (victim) {
    case 'controller':
    case 'host':
      return kill(paddock.pids(victim))
    case 'database':
      return kill([paddock.databasePid()])
    case 'machines':
      return kill(machinePids(paddock, machines))
    case 'supervisor':
      kill([paddock.supervisor()])
      return paddock.start()
    case 'everything':
      kill([paddock.supervisor(), paddock.databasePid(), ...paddock.pids('controller'), ...paddock.pids('host')])
      return paddock.start()
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
