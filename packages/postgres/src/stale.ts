import { readdir, readFile, readlink, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** How long each way of asking is given before the next, harsher one. */
const patience: readonly (readonly [NodeJS.Signals, number])[] = [
  // Fast shutdown, immediate shutdown, and no choice. Source: PostgreSQL documentation, "Shutting Down the Server".
  ['SIGINT', 20_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 5_000],
]

/**
 * Stops whatever still serves the cluster in `folder`: a server that outlived its supervisor, or backends that outlived their server.
 *
 * Afterwards no process of PostgreSQL has the cluster open, and no pid file says so. The caller holds the data folder's lock.
 */
export async function stopStale(folder: string): Promise<void> {
  for (const [signal, waitMs] of patience) {
    const left = await serversOf(folder)
    if (left.length === 0) break
    // The server itself takes its backends along. Backends without a server notice its death on their own; SIGKILL reaches all.
    const server = await pidOnFile(folder)
    for (const pid of signal !== 'SIGKILL' && server !== undefined && left.includes(server) ? [server] : left)
      kill(pid, signal)
    for (const until = Date.now() + waitMs; Date.now() < until; await pause(20)) {
      if ((await serversOf(folder)).length === 0) break
    }
  }
  if ((await serversOf(folder)).length > 0)
    throw new Error(`An older PostgreSQL still serves ${folder} and can't be stopped.`)
  // Its pid may belong to somebody else by now, for whom the new server would take care not to start.
  await rm(join(folder, 'postmaster.pid'), { force: true })
}

/** The processes of PostgreSQL that work in this folder: every one of them changes into it. Source: miscinit.c, `ChangeToDataDir`. */
async function serversOf(folder: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async pid => {
      try {
        if ((await readlink(`/proc/${pid}/cwd`)) !== folder) return []
        // A server whose package was upgraded under it reads "/usr/lib/…/postgres (deleted)".
        return /^(postgres|postmaster)( \(deleted\))?$/.test(basename(await readlink(`/proc/${pid}/exe`)))
          ? [Number(pid)]
          : []
      } catch {
        return [] // Gone in between, a zombie, or another user's, which can't have the cluster open.
      }
    }),
  )
  return found.flat()
}

async function pidOnFile(folder: string): Promise<number | undefined> {
  const text = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number.parseInt(text, 10)
  return Number.isInteger(pid) ? pid : undefined
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It went first.
  }
}
