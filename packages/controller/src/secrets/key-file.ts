import { randomBytes, randomUUID } from 'node:crypto'
import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises'
import type { SecretKey } from './seal.ts'

/**
 * Reads the keys of a file, a line each with a name and the key; makes the file with a first key where there is none.
 *
 * Only its owner can read it, and whoever has the database alone opens no secret. The last line is the newest key.
 */
export async function readKeys(path: string): Promise<SecretKey[]> {
  const text = await readFile(path, 'utf8').catch(async cause => {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause
    await makeFile(path)
    return readFile(path, 'utf8')
  })
  return text
    .split('\n')
    .filter(each => each !== '')
    .map((each, at) => {
      const [name = '', key = ''] = each.split(' ')
      const bytes = Buffer.from(key, 'base64')
      if (!/^\w+$/.test(name) || bytes.length !== 32)
        throw new Error(`Line ${at + 1} of ${path} is not a name and a key of 32 bytes.`)
      return { name, key: bytes }
    })
}

/** Of two that begin at once one makes the file, and the other finds it whole. */
async function makeFile(path: string): Promise<void> {
  const fresh = `${path}.${randomUUID()}`
  await writeFile(fresh, line(newKey([])), { mode: 0o600, flag: 'wx', flush: true })
  try {
    await link(fresh, path)
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
  } finally {
    await unlink(fresh)
  }
}

/** Adds a newest key to the file: what is sealed from now on is sealed with it. Never half of a file is there. */
export async function addKey(path: string): Promise<void> {
  const keys = await readKeys(path)
  await writeFile(`${path}.new`, [...keys, newKey(keys)].map(line).join(''), { mode: 0o600, flush: true })
  await rename(`${path}.new`, path)
}

const newKey = (before: readonly SecretKey[]): SecretKey => ({ name: `k${before.length + 1}`, key: randomBytes(32) })
const line = ({ name, key }: SecretKey): string => `${name} ${key.toString('base64')}\n`
