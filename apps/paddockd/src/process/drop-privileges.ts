import { findUser } from '@paddock/linux'
import { Refusal } from '../refusal.ts'

/** The user that the controller runs as on a machine where it is started by root. */
export const controllerUser = 'paddock'

/**
 * Becomes the controller's unprivileged user, for good. When this process is not root, nothing happens: a supervisor starts it as that
 * user in the first place, so this is for a controller that root starts alone.
 */
export async function dropPrivileges(): Promise<void> {
  if (process.getuid?.() !== 0) return
  const user = await findUser(controllerUser)
  if (user === undefined || user.uid === 0)
    throw new Refusal(
      `This machine has no user ${controllerUser} to run the controller as. \`node tools/install.mjs\` makes it.`,
    )
  process.setgroups?.([])
  process.setgid?.(user.gid)
  process.setuid?.(user.uid)
  if (canBecomeRoot()) throw new Error('The controller could become root again: it does not start.')
}

function canBecomeRoot(): boolean {
  try {
    process.setuid?.(0)
    return true
  } catch {
    return false
  }
}
