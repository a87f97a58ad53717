import { addKey } from '@paddock/controller'
import { foldersOf } from './folders.ts'
import { dropPrivileges } from './process/drop-privileges.ts'
import type { Settings } from './settings/schema.ts'

/** Adds a newest key for sealing secrets, as the controller's user: the file stays that user's. */
export async function addNewestKey(settings: Settings): Promise<void> {
  await dropPrivileges()
  const { keys } = foldersOf(settings.data)
  await addKey(keys)
  process.stdout.write(`${keys} has a newer key. Start the controller again: it seals all secrets with it.\n`)
}
