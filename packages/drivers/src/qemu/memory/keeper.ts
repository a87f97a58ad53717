import { spawn } from 'node:child_process'
import { closeSync, constants, openSync, readlinkSync } from 'node:fs'
import { findProcesses, isSealed, type ProcessIdentity, processIdentity } from '@paddock/linux'

/** A keeper's only file, after standard input, output and error. */
const keptDescriptor = 3
const keeperWords = ['sleep', 'infinity'] as const

/**
 * Starts a process that holds a sealed file in memory, does nothing else, and outlives the daemon. It is told by the folder it works in.
 *
 * Without it the next daemon would have to fill the same memory a second time.
 */
export function startKeeper(fd: number, folder: string): ProcessIdentity {
  const child = spawn(keeperWords[0], [keeperWords[1]], {
    cwd: folder,
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', fd],
    detached: true,
  })
  child.on('error', () => {})
  child.unref()
  const identity = child.pid === undefined ? null : processIdentity(child.pid)
  if (identity === null) throw new Error('A keeper of memory cannot be started.')
  return identity
}

/** The living keepers by the folder that they work in. Nobody but root can work there. */
export function findKeepers(): Map<string, ProcessIdentity> {
  const found = findProcesses(words => words.length === 2 && words[0] === keeperWords[0] && words[1] === keeperWords[1])
  return new Map(
    found.flatMap(({ identity }) => {
      try {
        return [[readlinkSync(`/proc/${identity.pid}/cwd`), identity] as const]
      } catch {
        return []
      }
    }),
  )
}

/** Opens what a keeper holds, for reading. Null when it holds nothing that is sealed. */
export function openKept(keeper: ProcessIdentity): number | null {
  let fd: number
  try {
    fd = openSync(`/proc/${keeper.pid}/fd/${keptDescriptor}`, constants.O_RDONLY)
  } catch {
    return null
  }
  try {
    if (isSealed(fd)) return fd
  } catch {
    // It is no file in memory.
  }
  closeSync(fd)
  return null
}
