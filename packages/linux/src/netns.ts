import { readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './run.ts'

/** Where named namespaces are kept. Source: ip-netns(8). */
const folder = '/run/netns'

/** What statfs says of a namespace file. Source: NSFS_MAGIC, linux/magic.h. */
const nsfsMagic = 0x6e736673

const timeoutMs = 10_000

export const netnsPath = (name: string): string => join(folder, name)

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
    return (await readdir(folder)).filter(name => name.startsWith(prefix))
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return []
    throw cause
  }
}

/** Makes the namespace unless it is there. @returns true when it was made, so that nothing is in it yet. */
export async function addNetns(name: string): Promise<boolean> {
  const state = await netnsState(name)
  if (state === 'whole') return false
  if (state === 'half') await run(['ip', 'netns', 'delete', name], { timeoutMs })
  await run(['ip', 'netns', 'add', name], { timeoutMs })
  return true
}

/** Removes the namespace with all that is in it. One that is not there is no error. */
export async function deleteNetns(name: string): Promise<void> {
  if ((await netnsState(name)) !== 'absent') await run(['ip', 'netns', 'delete', name], { timeoutMs })
}

/**
 * The words that run a command in a namespace.
 *
 * `nsenter` and not `ip netns exec`: that one makes a mount namespace too, which takes twice as long and which a daemon would hold for ever.
 */
export const inNetns = (name: string | null, words: readonly string[]): readonly string[] =>
  name === null ? words : ['nsenter', `--net=${netnsPath(name)}`, '--', ...words]
