import { CommandFailed, run } from './run.ts'

/** A user of this machine, as the kernel knows it. */
export interface SystemUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** The user with this name or number, or undefined when this machine has none. */
export async function findUser(nameOrUid: string | number): Promise<SystemUser | undefined> {
  try {
    const line = await run(['getent', 'passwd', '--', String(nameOrUid)], { timeoutMs: 10_000 })
    // name:password:uid:gid:… Source: passwd(5).
    const [name, , uid, gid] = line.trim().split(':')
    if (name === undefined || uid === undefined || gid === undefined)
      throw new Error(`getent answered “${line.trim()}”.`)
    return { name, uid: Number(uid), gid: Number(gid) }
  } catch (problem) {
    // 2: the key was not found. Source: getent(1).
    if (problem instanceof CommandFailed && problem.exitCode === 2) return undefined
    throw problem
  }
}
