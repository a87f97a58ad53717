import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { findProcesses, removeTree, run } from '@paddock/linux'
import { ensureDatabase, startPostgres } from '@paddock/postgres'

/** A line of the log of any process of Paddock. */
export interface LogLine {
  readonly process: string
  readonly msg: string
  readonly [field: string]: unknown
}

/** A `paddockd all` that a test started. */
export interface Paddockd {
  readonly child: ChildProcess
  readonly log: LogLine[]
  /** What it printed for people. */
  printed(): string
  /** Where the controller listens, from the newest start of it. */
  address(): string
  ended: Promise<number | null>
}

/** Long enough for a first start on a machine that is busy with other things. */
const patienceMs = 90_000

const startedOn = new Map<string, Paddockd[]>()

let usedBefore: Promise<string> | undefined

/** A folder in which a database was once made: copying it takes a tenth of making one, which waits for the disk. */
function usedFolder(): Promise<string> {
  usedBefore ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), 'paddock-used-'))
    await chmod(folder, 0o755)
    const postgres = await startPostgres({
      folder: `${folder}/postgres`,
      socketFolder: `${folder}/socket`,
      user: 'paddock-db',
      access: [],
      durable: false,
      onLog: () => {},
    })
    await ensureDatabase(postgres, { role: 'paddock', database: 'paddock' })
    await postgres.stop()
    return folder
  })()
  return usedBefore
}
after(async () => {
  if (usedBefore !== undefined) await removeTree(await usedBefore, tmpdir())
})

/** A data folder that everybody may pass through, put away afterwards with whatever still runs on it. */
export async function dataFolder(t: TestContext, { used = true } = {}): Promise<string> {
  const data = await mkdtemp(join(tmpdir(), 'paddock-all-'))
  await chmod(data, 0o755)
  if (used) await run(['cp', '--archive', `${await usedFolder()}/postgres`, data], { timeoutMs: 60_000 })
  startedOn.set(data, [])
  // Hooks run in the order of their making, so this one does everything: first what was started, then what that left, then the folder.
  t.after(async () => {
    for (const { child, ended } of startedOn.get(data) ?? []) {
      child.kill('SIGTERM')
      await ended
    }
    for (const { identity } of findProcesses(words => words.includes(data))) process.kill(identity.pid, 'SIGKILL')
    await until('the database has ended', () => databaseProcesses(data).length === 0)
    await removeTree(data, tmpdir())
  })
  return data
}

/** Starts `paddockd all` with the stand-ins and waits until it says that it is up, or has ended. */
export async function startPaddockd(data: string, env: Record<string, string> = {}): Promise<Paddockd> {
  const main = join(import.meta.dirname, 'stand-in', 'main.ts')
  const child = spawn(process.execPath, [main, 'all'], {
    env: { ...process.env, PADDOCK_DATA: data, PADDOCK_LISTEN: '127.0.0.1:0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log: LogLine[] = []
  const printed: string[] = []
  createInterface({ input: child.stderr }).on('line', line => {
    if (line.startsWith('{')) log.push(JSON.parse(line))
    else printed.push(line)
  })
  createInterface({ input: child.stdout }).on('line', line => printed.push(line))
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const paddockd: Paddockd = {
    child,
    log,
    printed: () => printed.join('\n'),
    address: () => String(log.findLast(line => line.process === 'controller' && line.msg === 'process is up')?.address),
    ended,
  }
  startedOn.get(data)?.push(paddockd)
  let over = false
  void ended.then(() => {
    over = true
  })
  await until('paddock is up', () => over || printed.some(line => line.startsWith('Stop it with')))
  return paddockd
}

/** The process ids of one program of a data folder's set. */
export function pidsOf(data: string, program: 'controller' | 'host'): number[] {
  return findProcesses(words => words.at(-3) === program && words.at(-1) === data).map(({ identity }) => identity.pid)
}

/** The database servers (not their workers) of a data folder. */
export function databaseProcesses(data: string): number[] {
  return findProcesses(
    words => (words[0] ?? '').endsWith('/postgres') && words.some(word => word.startsWith(`${data}/`)),
  ).map(({ identity }) => identity.pid)
}

export async function until(what: string, is: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await pause(20)) if (await is()) return
  assert.fail(`not in time: ${what}`)
}
