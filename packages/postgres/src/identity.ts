import { findUser, type SystemUser } from '@paddock/linux'

/** The user that the server runs as, and the words that make a command run as it. */
export interface Identity {
  readonly user: SystemUser
  /** Put before a command's words. */
  readonly become: readonly string[]
}

/**
 * The user to run PostgreSQL as: the one named when this process is root, otherwise whoever runs this process.
 *
 * PostgreSQL refuses to run as root, so root has to name somebody.
 */
export async function identity(name: string): Promise<Identity> {
  const uid = process.getuid?.() ?? 0
  const user = await findUser(uid === 0 ? name : uid)
  if (user === undefined)
    throw new Error(
      `This machine has no user ${uid === 0 ? name : uid}. \`node tools/install.mjs\` makes Paddock's users.`,
    )
  if (user.uid === 0) throw new Error('PostgreSQL does not run as root: name another user.')
  if (uid !== 0) return { user, become: ['setpriv', '--no-new-privs'] }
  return {
    user,
    become: [
      'setpriv',
      `--reuid=${user.uid}`,
      `--regid=${user.gid}`,
      '--clear-groups',
      '--no-new-privs',
      '--bounding-set=-all',
    ],
  }
}
