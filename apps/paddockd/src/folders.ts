import { chmod, chown, mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { findUser } from '@paddock/linux'
import { controllerUser } from './process/drop-privileges.ts'
import { Refusal } from './refusal.ts'

/** Where everything lies in the data folder. */
export const foldersOf = (data: string) =>
  ({
    data,
    run: join(data, 'run'),
    /** Empty, but for the controller: there it sees Paddock's program. */
    program: join(data, 'run', 'program'),
    lock: join(data, 'run', 'supervisor.lock'),
    postgres: join(data, 'postgres'),
    postgresSocket: join(data, 'run', 'postgres'),
    controller: join(data, 'controller'),
    /** What the controller seals secrets with. */
    keys: join(data, 'controller', 'keys'),
    /** What the audit log's seals are written to, outside the database. */
    auditAnchor: join(data, 'controller', 'audit-anchor.jsonl'),
    controllerRun: join(data, 'run', 'controller'),
    /** Where hosts of this machine join the controller. */
    hostsSocket: join(data, 'run', 'controller', 'hosts.sock'),
    /** Where the host shows the controller of its machine the sockets of screens, for a moment. */
    screens: join(data, 'run', 'screens'),
    host: join(data, 'host'),
    hostRun: join(data, 'run', 'host'),
    firstLogin: join(data, 'first-login.json'),
  }) as const

export type Folders = ReturnType<typeof foldersOf>

/**
 * Makes the data folder and what lies in it, each part its owner's alone: the controller's, the host's (root) and the database's.
 *
 * May be repeated. @throws Refusal when the controller's user could not get there.
 */
export async function prepareFolders(folders: Folders): Promise<void> {
  const asRoot = process.getuid?.() === 0
  const user = asRoot ? await findUser(controllerUser) : undefined
  if (asRoot && user === undefined)
    throw new Refusal(`This machine has no user ${controllerUser}. \`node tools/install.mjs\` makes it.`)
  try {
    await mkdir(folders.data, { recursive: true, mode: 0o755 })
    if (asRoot) await refuseHiddenFolder(folders.data)
    await ensure(folders.run, 0o755)
    await ensure(folders.program, 0o755)
    await ensure(folders.controller, 0o700, user)
    await ensure(folders.controllerRun, 0o700, user)
    // Root's, and the controller only passes: whoever can list or write here could lead the host or its guests' screens elsewhere.
    await ensure(folders.screens, 0o710, user && { uid: 0, gid: user.gid })
    await ensure(folders.host, 0o700)
    await ensure(folders.hostRun, 0o700)
  } catch (cause) {
    if (
      cause instanceof Error &&
      'code' in cause &&
      (cause.code === 'EACCES' || cause.code === 'EROFS' || cause.code === 'ENOTDIR')
    )
      throw new Refusal(
        `The data folder ${folders.data} can't be made (${cause.code}). Set PADDOCK_DATA to a folder that can, or run as root.`,
      )
    throw cause
  }
}

async function ensure(path: string, mode: number, owner?: { uid: number; gid: number }): Promise<void> {
  await mkdir(path, { recursive: true, mode })
  await chmod(path, mode)
  if (owner !== undefined) await chown(path, owner.uid, owner.gid)
}

/** The controller and the database run as users of their own, who must be able to pass through every folder above theirs. */
async function refuseHiddenFolder(data: string): Promise<void> {
  for (let folder = data; ; folder = dirname(folder)) {
    const { mode } = await stat(folder)
    if ((mode & 0o001) === 0)
      throw new Refusal(
        `The data folder ${data} can't be used: ${folder} lets only its owner through (mode ${(mode & 0o777).toString(8)}), and the controller and the database run as other users. Set PADDOCK_DATA to a folder that everybody may pass through, such as /var/lib/paddock.`,
      )
    if (folder === dirname(folder)) return
  }
}
