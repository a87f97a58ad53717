import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { readdir, stat, statfs, unlink } from 'node:fs/promises'
import { libcCalls, SystemCallFailed } from './libc.ts'
import { netnsFolder, netnsPath } from './netns-path.ts'
import { run } from './run.ts'
import { cloneNewnet, elsewhere } from './thread-netns.ts'

/** What statfs says of a namespace file. Source: NSFS_MAGIC, linux/magic.h. */
const nsfsMagic = 0x6e736673

/** Source: MNT_DETACH, sys/mount.h. */
const detach = 2

const timeoutMs = 10_000

/**
 * The state of a named network namespace.
 *
 * `half`: `ip netns add` was killed between making the file and binding the namespace to it. Nothing can enter it; delete it.
 */
export async function netnsState(name: string): Promise<'absent' | 'half' | 'whole'> {
  try {
    return (await statfs(netnsPath(name))).type === nsfsMagic ? 'whole' : 'half'
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return 'absent'
    throw cause
  }
}

/** A number that no other living namespace has. Null when there is none of the name. */
export async function netnsIdentity(name: string): Promise<number | null> {
  return (await netnsState(name)) === 'whole' ? (await stat(netnsPath(name))).ino : null
}

/** Names of all namespaces that begin so, half-made ones too. */
export async function listNetns(prefix: string): Promise<string[]> {
  try {
    return (await readdir(netnsFolder)).filter(name => name.startsWith(prefix))
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return []
    throw cause
  }
}

/** Makes the namespace unless it is there. @returns true when it was made, so that nothing is in it yet. */
export async function addNetns(name: string): Promise<boolean> {
  const state = await netnsState(name)
  if (state === 'whole') return false
  if (state === 'half') await deleteNetns(name)
  // The first one also makes the folder a mount that others see (ip-netns(8)).
  if (!isReady()) await run(['ip', 'netns', 'add', name], { timeoutMs })
  else makeNetns(netnsPath(name))
  return true
}

let ready = false
const isReady = (): boolean => {
  // Something else may have been mounted over /run: then the mount is still told, and the folder is not there.
  ready ||= existsSync(netnsFolder) && readFileSync('/proc/self/mountinfo', 'utf8').includes(` ${netnsFolder} `)
  return ready
}

/** As `ip netns add` does: a file that the new namespace is bound to. The thread is in it meanwhile. */
function makeNetns(path: string): void {
  closeSync(openSync(path, 'wx', 0o000))
  elsewhere(() => {
    libcCalls.unshare(cloneNewnet)
    libcCalls.bindMount('/proc/thread-self/ns/net', path)
  })
}

/** Removes the namespace with all that is in it. One that is not there is no error. */
export async function deleteNetns(name: string): Promise<void> {
  if ((await netnsState(name)) === 'absent') return
  try {
    libcCalls.umount(netnsPath(name), detach)
  } catch (cause) {
    // Of one that is half made nothing is mounted.
    if (!(cause instanceof SystemCallFailed && cause.code === 'EINVAL')) throw cause
  }
  await unlink(netnsPath(name))
}

/**
 * The words that run a command in a namespace.
 *
 * `nsenter` and not `ip netns exec`: that one makes a mount namespace too, which takes twice as long and which a daemon would hold for ever.
 */
export const inNetns = (name: string | null, words: readonly string[]): readonly string[] =>
  name === null ? words : ['nsenter', `--net=${netnsPath(name)}`, '--', ...words]
