import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, chown, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { type Access, accessFiles } from './access.ts'
import { findBinaries } from './binaries.ts'
import { type Identity, identity } from './identity.ts'
import { initialise } from './initialise.ts'
import { stopStale } from './stale.ts'

/** What makes one embedded server different from another. */
export interface PostgresOptions {
  /** Holds the cluster, one folder per major version. Made when it is not there. */
  readonly folder: string
  /** Holds the Unix socket, the only door. Made when it is not there. */
  readonly socketFolder: string
  /** Only members of this group, and the server's own user, can reach the socket. Without it only that user, and root. */
  readonly socketGid?: number
  /** The user that the server runs as when this process is root. */
  readonly user: string
  /** Which user of the machine may come in as which role. */
  readonly access: readonly Access[]
  /** False only for tests: a power cut may then cost data. */
  readonly durable: boolean
  readonly onLog: (line: string) => void
}

/** A server that answers. */
export interface Postgres {
  readonly pid: number
  readonly socketFolder: string
  /** Resolves when the server has ended, whoever ended it, with a phrase that says how. */
  readonly ended: Promise<string>
  /** Lets transactions in progress go and stops, with everything on disk. May be repeated. */
  stop(): Promise<void>
  /** Words that run one of PostgreSQL's own programs as the server's superuser. */
  superuser(program: 'psql' | 'pg_dump', ...rest: string[]): string[]
}

const startPatienceMs = 60_000

/**
 * Starts PostgreSQL on its own folder, as an unprivileged user, reachable through a Unix socket only.
 *
 * Makes the cluster on the first start, and stops a server that outlived an earlier supervisor. The server dies with this process
 * (fast shutdown, nothing lost), whichever way that goes.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const as = await identity(options.user)
  const binaries = await findBinaries()
  await ownedFolder(options.folder, 0o700, as, as.user.gid)
  await ownedFolder(options.socketFolder, 0o750, as, options.socketGid ?? as.user.gid)
  // Processes are found by the folder they work in, which the kernel gives with links resolved.
  const folder = join(await realpath(options.folder), String(binaries.version))
  await stopStale(folder)
  // Its pid, too, may be somebody else's by now, or that of a dead server which nobody has reaped yet. The folder is ours alone.
  await rm(join(options.socketFolder, '.s.PGSQL.5432.lock'), { force: true })
  await initialise(folder, binaries, as)

  const files = accessFiles(options.access, as.user.name)
  const hba = join(options.folder, 'access.hba.conf')
  const ident = join(options.folder, 'access.ident.conf')
  for (const [path, text] of [
    [hba, files.hba],
    [ident, files.ident],
  ] as const) {
    await writeFile(path, text, { mode: 0o600 })
    await chown(path, as.user.uid, as.user.gid)
  }
  const settings = {
    listen_addresses: '',
    port: '5432',
    unix_socket_directories: options.socketFolder,
    hba_file: hba,
    ident_file: ident,
    log_line_prefix: '',
    log_timezone: 'UTC',
    timezone: 'UTC',
    ...(options.durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  const words = [
    ...as.become,
    // The kernel tells the server when this process dies, even by SIGKILL: SIGINT is PostgreSQL's fast shutdown.
    '--pdeathsig=INT',
    `${binaries.folder}/postgres`,
    '-D',
    folder,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  const [program = '', ...rest] = words
  // Detached: a Ctrl-C at the terminal is the supervisor's to order, not the database's to take.
  const child = spawn(program, rest, {
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: '/usr/bin:/bin' },
  })
  const complaints: string[] = []
  createInterface({ input: child.stderr }).on('line', line => {
    if (complaints.push(line) > 20) complaints.shift()
    options.onLog(line)
  })
  const ended = endOf(child)
  const said = await Promise.race([untilReady(folder, child), ended])
  if (said !== 'ready') {
    child.kill('SIGQUIT')
    throw new Error(`PostgreSQL did not start: it ${said}. It said: ${complaints.join(' | ')}`)
  }
  return {
    pid: child.pid ?? 0,
    socketFolder: options.socketFolder,
    ended,
    stop: () => stop(child, ended),
    superuser: (name, ...more) => [
      ...as.become,
      `${binaries.folder}/${name}`,
      `--host=${options.socketFolder}`,
      '--port=5432',
      '--username=postgres',
      ...more,
    ],
  }
}

async function ownedFolder(path: string, mode: number, as: Identity, gid: number): Promise<void> {
  await mkdir(path, { recursive: true })
  // Afterwards, because the mode that mkdir takes is cut by the umask, and the folder may be there already.
  await chmod(path, mode)
  await chown(path, as.user.uid, gid)
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise(resolve => {
    child.once('error', cause => resolve(`could not be started (${cause.message})`))
    child.once('exit', (code, signal) => resolve(signal === null ? `ended with ${code}` : `was ended by ${signal}`))
  })
}

/** Waits until the server's pid file says that it takes connections. Source: pidfile.h, the eighth line is the status. */
async function untilReady(folder: string, child: ChildProcess): Promise<string> {
  for (const until = Date.now() + startPatienceMs; Date.now() < until; await pause(10)) {
    const lines = (await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
    if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') return 'ready'
    if (child.exitCode !== null || child.signalCode !== null) return 'ended'
  }
  return `was not ready after ${startPatienceMs / 1000} s`
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  for (const [signal, waitMs] of [
    ['SIGINT', 30_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    const timer = new AbortController()
    await Promise.race([ended, pause(waitMs, undefined, { signal: timer.signal }).catch(() => {})])
    timer.abort()
  }
}
