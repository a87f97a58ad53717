import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Writes the credentials of the first start for the owner of this process alone, whole or not at all, and on the disk before it returns:
 * afterwards the controller makes them true, and nobody else knows them.
 */
export async function writeFirstLogin(path: string, content: string): Promise<void> {
  const unfinished = `${path}.new`
  const file = await open(unfinished, 'w', 0o600)
  try {
    // The mode that open takes counts only for a new file.
    await file.chmod(0o600)
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(unfinished, path)
  const folder = await open(dirname(path), 'r')
  await folder.sync()
  await folder.close()
}
