import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** One process and no other: numbers of processes are given anew, but never with the same moment of birth. */
export interface ProcessIdentity {
  readonly pid: number
  /** In ticks of the kernel's clock since it came up. Source: proc_pid_stat(5), field 22. */
  readonly startTicks: number
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/**
 * The identity of a living process, or null.
 *
 * A zombie is not living: its files are closed and its memory is gone, only its parent has not asked yet (PID 1 of a container may take seconds).
 */
export function processIdentity(pid: number): ProcessIdentity | null {
  const stat = readOrNull(`/proc/${pid}/stat`)
  if (stat === null) return null
  // The name stands in parentheses and may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields[0] === 'Z' || fields[0] === 'X') return null
  return { pid, startTicks: Number(fields[19]) }
}

export function processAlive(identity: ProcessIdentity): boolean {
  return processIdentity(identity.pid)?.startTicks === identity.startTicks
}

/** The words that a process was started with. Empty when it is gone, and for the kernel's own threads. */
export function processWords(pid: number): string[] {
  const line = readOrNull(`/proc/${pid}/cmdline`)
  return line === null || line === '' ? [] : line.replace(/\0$/, '').split('\0')
}

/** Every living process whose words satisfy `is`. Reads all of /proc: a few milliseconds. */
export function findProcesses(
  is: (words: readonly string[]) => boolean,
): { identity: ProcessIdentity; words: string[] }[] {
  return readdirSync('/proc')
    .filter(name => /^[0-9]+$/.test(name))
    .flatMap(name => {
      const words = processWords(Number(name))
      if (words.length === 0 || !is(words)) return []
      const identity = processIdentity(Number(name))
      return identity === null ? [] : [{ identity, words }]
    })
}

/** The process that a pid file names, if it lives and its words satisfy `is`: a stale file may name a stranger. */
export function processOfPidFile(path: string, is: (words: readonly string[]) => boolean): ProcessIdentity | null {
  const pid = Number(readOrNull(path)?.trim() || Number.NaN)
  if (!Number.isInteger(pid) || pid <= 1) return null
  const identity = processIdentity(pid)
  return identity !== null && is(processWords(pid)) ? identity : null
}

/** Ends a process and waits until it is gone: asks first, kills after `graceMs`. One that is gone already is no error. */
export async function endProcess(identity: ProcessIdentity, { graceMs = 1_000 } = {}): Promise<void> {
  const kill = (signal: NodeJS.Signals): void => {
    // Between this look and the signal the number could only pass to another process if it ended and all others were used up.
    if (!processAlive(identity)) return
    try {
      process.kill(identity.pid, signal)
    } catch {
      // It ended by itself.
    }
  }
  const gone = async (forMs: number): Promise<boolean> => {
    const until = Date.now() + forMs
    for (let pauseMs = 1; processAlive(identity); pauseMs = Math.min(pauseMs * 2, 50)) {
      if (Date.now() > until) return false
      await sleep(pauseMs)
    }
    return true
  }
  kill('SIGTERM')
  if (await gone(graceMs)) return
  kill('SIGKILL')
  if (!(await gone(5_000))) throw new Error(`Process ${identity.pid} does not end.`)
}
