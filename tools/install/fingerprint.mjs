import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * One hash over the names and contents of files, to tell whether anything changed since a step was last done.
 *
 * @param {string} root
 * @param {readonly string[]} places files, folders (everything in them), or `folder/*\/file`
 * @returns {string}
 */
export function fingerprint(root, places) {
  const hash = createHash('sha256')
  for (const place of places)
    for (const file of filesOf(root, place))
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(root, file)))
        .update('\0')
  return hash.digest('hex')
}

/**
 * @param {string} root
 * @param {string} place
 * @returns {string[]} in a fixed order
 */
function filesOf(root, place) {
  const star = place.indexOf('/*/')
  if (star >= 0) {
    const folder = place.slice(0, star)
    return readdirSync(join(root, folder))
      .sort()
      .flatMap(name => filesOf(root, `${folder}/${name}/${place.slice(star + 3)}`))
  }
  const entry = statSync(join(root, place), { throwIfNoEntry: false })
  if (entry === undefined) return []
  if (!entry.isDirectory()) return [place]
  return readdirSync(join(root, place))
    .filter(name => name !== 'node_modules' && name !== 'dist')
    .sort()
    .flatMap(name => filesOf(root, `${place}/${name}`))
}
