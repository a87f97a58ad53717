import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { type CgroupTree, joinCgroup } from './cgroup.ts'
import { type ProcessIdentity, processIdentity } from './process.ts'

/** The walls around one process that may be hostile. */
export interface Cage {
  /** User and group of its own, shared with nothing else on the machine. */
  readonly uid: number
  /** Its working folder, and the only one that it may write in. */
  readonly folder: string
  readonly cgroups: CgroupTree
  /** Made before, with its limits. */
  readonly cgroup: string
  readonly openFilesMax: number
  /** Open descriptors of ours: the first is the process's descriptor 3, and so on. What it may use without finding it by a path. */
  readonly descriptors: readonly number[]
  /** A descriptor that its standard output and error go to. */
  readonly output: number
}

export interface Caged {
  readonly identity: ProcessIdentity
  /** Resolves when the process is over. Only the daemon that started it hears this. */
  readonly ended: Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>
}

/** The kernel takes a caged process before any of the host's own when memory is short (-1000 to 1000, proc(5)). */
const oomScoreAdjust = 300

/**
 * Starts a program as another user, without capabilities or a way to new ones, in network, IPC and host name spaces of its own, and in its
 * control group. It outlives the daemon.
 *
 * Each launcher replaces itself by the next and in the end by the program, so the process is one and the same all along.
 *
 * @throws Error when it cannot be started at all.
 */
export function startCaged(words: readonly string[], cage: Cage): Caged {
  const launcher = launcherWords(cage)
  // The mask is the whole daemon's: it is changed only while `spawn` forks, which is before it returns.
  const mask = process.umask(0o077)
  const child = (() => {
    try {
      return spawn(launcher[0], [...launcher.slice(1), ...words], {
        cwd: cage.folder,
        env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
        stdio: ['ignore', cage.output, cage.output, ...cage.descriptors],
        detached: true,
      })
    } finally {
      process.umask(mask)
    }
  })()
  const ended = new Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }>(resolve => {
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }))
    child.once('error', () => resolve({ exitCode: null, signal: null }))
  })
  if (child.pid === undefined) throw new Error(`${launcher[0]} cannot be started.`)
  child.unref()
  const identity = processIdentity(child.pid)
  if (identity === null) throw new Error(`${words[0]} ended at once.`)
  try {
    encage(identity, cage)
  } catch (cause) {
    child.kill('SIGKILL')
    throw cause
  }
  return { identity, ended }
}

/** Puts a running process under the limits of its cage. Repeatable: for one whose daemon died before it came to that. */
export function encage(identity: ProcessIdentity, cage: Pick<Cage, 'cgroups' | 'cgroup'>): void {
  joinCgroup(cage.cgroups, cage.cgroup, identity.pid)
  writeFileSync(`/proc/${identity.pid}/oom_score_adj`, `${oomScoreAdjust}`)
}

function launcherWords(cage: Cage): [string, ...string[]] {
  return [
    'unshare',
    '--net',
    '--ipc',
    '--uts',
    '--',
    'prlimit',
    '--core=0', // A core file would hold the guest's memory.
    `--nofile=${cage.openFilesMax}`,
    '--',
    'setpriv',
    `--reuid=${cage.uid}`,
    `--regid=${cage.uid}`,
    '--clear-groups',
    '--inh-caps=-all',
    '--ambient-caps=-all',
    '--bounding-set=-all',
    '--no-new-privs',
    '--',
  ]
}
