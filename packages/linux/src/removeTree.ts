import { lstat, realpath, rm } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'

/**
 * Removes a file, or a folder with all that is in it. The only recursive delete in Paddock.
 *
 * The path has to be strictly inside `inside`, as it reads and also after symbolic links of its parents are followed; a link itself is
 * removed and what it points at stays. A path that is not there is no error, so the call may be repeated.
 *
 * @throws Error when the path is `inside` itself, or outside it.
 */
export async function removeTree(path: string, inside: string): Promise<void> {
  if (!isAbsolute(path) || !isAbsolute(inside))
    throw new Error(`Refuses to remove ${path}: both paths must be absolute.`)
  if (resolve(inside) === sep)
    throw new Error(`Refuses to remove ${path}: the whole file system is nobody's own folder.`)
  refuseUnlessInside(resolve(path), resolve(inside))
  try {
    await lstat(path)
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return
    throw cause
  }
  const real = join(await realpath(dirname(resolve(path))), basename(resolve(path)))
  refuseUnlessInside(real, await realpath(inside))
  await rm(real, { recursive: true, force: true })
}

function refuseUnlessInside(path: string, inside: string): void {
  const way = relative(inside, path)
  if (way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way))
    throw new Error(`Refuses to remove ${path}: it is not inside ${inside}.`)
}
