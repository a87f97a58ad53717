import { randomBytes } from 'node:crypto'
import { chmod, link, lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** A Unix socket that a machine of a host listens on. */
export interface MachineSocket {
  readonly path: string
  /** The user whom it has to be of: the machine's own. */
  readonly uid: number
}

/** The names that {@link showSocket} gives. */
export const shownName = /^[\w-]{43}$/
/** A controller that was shown a name connects at once. */
const shownForMs = 15_000

/**
 * Shows a machine's socket to a controller on this machine: under a name nobody can guess, for a moment, in a folder that is root's and lets
 * only the controller pass. So its bytes need not pass this process.
 *
 * The name is one more for the same socket (link(2), which follows no links). Where the machine's own name lies is the machine's to write: what it put
 * there is looked at under the new name, which it can't reach, and shown only if it is a socket that its own user made.
 *
 * @throws Error when it is not, or the folder lies in another file system
 */
export async function showSocket(folder: string, { path, uid }: MachineSocket): Promise<string> {
  const name = randomBytes(32).toString('base64url')
  const shown = join(folder, name)
  await link(path, shown)
  try {
    const seen = await lstat(shown)
    if (!seen.isSocket() || seen.uid !== uid) throw new Error(`${path} is no socket of user ${uid}.`)
    // To connect is to write (unix(7)). Whoever gets as far as this name may.
    await chmod(shown, 0o666)
  } catch (cause) {
    await rm(shown, { force: true })
    throw cause
  }
  setTimeout(() => void rm(shown, { force: true }).catch(() => {}), shownForMs).unref()
  return name
}

/** Removes the names that a daemon left which ended in between. */
export async function hideSockets(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (shownName.test(name)) await rm(join(folder, name), { force: true })
}
