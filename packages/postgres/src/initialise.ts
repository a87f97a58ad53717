import { lstat, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { removeTree, run } from '@paddock/linux'
import type { Binaries } from './binaries.ts'
import type { Identity } from './identity.ts'
import { stopStale } from './stale.ts'

/**
 * Makes an empty database cluster at `folder`, unless one is there.
 *
 * May be killed at any moment and repeated: the cluster is made beside its place and moved there when it is whole and on disk.
 */
export async function initialise(folder: string, { folder: programs }: Binaries, as: Identity): Promise<void> {
  if (await exists(folder)) return
  const unfinished = `${folder}.new`
  await stopStale(unfinished)
  await removeTree(unfinished, dirname(folder))
  const settings = ['--username=postgres', '--auth=peer', '--encoding=UTF8', '--locale=C.UTF-8', '--data-checksums']
  await run([...as.become, '--pdeathsig=KILL', `${programs}/initdb`, `--pgdata=${unfinished}`, ...settings], {
    timeoutMs: 120_000,
    cwd: '/',
  })
  await rename(unfinished, folder)
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return false
    throw cause
  }
}
