import { readFile, rename, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { type HostId, idSchema, idsFrom } from '@paddock/model'
import { z } from 'zod'

const identity = z.object({ host: idSchema<'host'>() })

/** Who this host is, for ever: an id made on its first start and kept in its folder. */
export async function hostIdentity(folder: string): Promise<{ host: HostId; name: string }> {
  const path = join(folder, 'identity.json')
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text !== null) return { host: identity.parse(JSON.parse(text)).host, name: hostname() }
  const newId = idsFrom(
    () => new Date(),
    bytes => void crypto.getRandomValues(bytes),
  )
  const host = newId<'host'>()
  await writeFile(`${path}.new`, `${JSON.stringify({ host })}\n`, { mode: 0o600, flush: true })
  await rename(`${path}.new`, path)
  return { host, name: hostname() }
}
