import { cp, lstat, mkdir, readlink, rm, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fetchPackages } from './archive.ts'
import type { Workshop } from './workshop.ts'

/** Folders that Debian joined with those in /usr. */
const joined = ['bin', 'sbin', 'lib', 'lib64']

/** Makes an empty root folder whose /bin, /sbin, /lib and /lib64 lead into /usr, as in every Debian since 12. */
export async function emptyTree(folder: string): Promise<void> {
  for (const name of joined) {
    await mkdir(join(folder, 'usr', name), { recursive: true })
    await symlink(`usr/${name}`, join(folder, name))
  }
}

/** Unpacks packages and all that they depend on into a new folder. None of their scripts runs. */
export async function unpackTree(
  workshop: Workshop,
  { folder, packages, without = [] }: { folder: string; packages: readonly string[]; without?: readonly string[] },
): Promise<void> {
  await emptyTree(folder)
  for (const file of await fetchPackages(workshop, packages)) {
    const name = basename(file).split('_')[0] ?? ''
    if (!without.includes(name)) await workshop.run(['dpkg-deb', '--extract', file, folder])
  }
}

/** Copies programs and libraries from one tree to the same place in another, and the libraries that they need. */
export async function pick(
  workshop: Workshop,
  { from, to, files }: { from: string; to: string; files: readonly string[] },
): Promise<void> {
  for (const file of files) await copyInto(from, to, file)
  const needed = new Set<string>()
  for (const file of files) for (const library of await libraries(workshop, from, file)) needed.add(library)
  for (const library of needed) await copyInto(from, to, library)
}

/** The paths of the libraries that a program loads, the loader itself among them, as the tree's own loader finds them. */
async function libraries(workshop: Workshop, tree: string, file: string): Promise<string[]> {
  const loader = '/lib64/ld-linux-x86-64.so.2'
  const list = await workshop.run(['chroot', tree, loader, '--list', file])
  return librariesListed(list).concat(loader)
}

/** The paths in what `ld.so --list` prints: "name => path (address)". */
export function librariesListed(list: string): string[] {
  return [...list.matchAll(/=> (\/\S+) \(0x/g)].map(match => match[1] ?? '')
}

/** Copies a file, and where it is a link, the file that the link means as well. */
export async function copyInto(from: string, to: string, path: string): Promise<void> {
  const source = join(from, path)
  const target = join(to, path)
  await mkdir(dirname(target), { recursive: true })
  const stat = await lstat(source)
  // A link in its place, to busybox for one, must not lead the copy to where it points.
  if (!stat.isDirectory()) await rm(target, { force: true })
  await cp(source, target, { recursive: true, verbatimSymlinks: true, force: true })
  if (stat.isSymbolicLink()) {
    const goal = await readlink(source)
    await copyInto(from, to, goal.startsWith('/') ? goal : join(dirname(path), goal))
  }
}
