import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The files that go into guests as they are. */
export const guestFolder = fileURLToPath(new URL('../guest', import.meta.url))

/**
 * A word that changes whenever an image has to be made anew: with the files that go into it, and with `version`, which is raised by
 * hand when the way of making it changes. `from` is the revision of the image that it is made from.
 */
export function revision(version: number, folders: readonly string[], from = ''): string {
  const hash = createHash('sha256').update(`${version} ${from}`)
  for (const folder of folders) {
    const root = join(guestFolder, folder)
    for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
      const path = join(root, name)
      const stat = statSync(path)
      if (stat.isFile())
        hash.update(`\0${folder}/${name}\0${stat.mode & 0o111 ? 'x' : '-'}\0`).update(readFileSync(path))
    }
  }
  return hash.digest('hex').slice(0, 10)
}
