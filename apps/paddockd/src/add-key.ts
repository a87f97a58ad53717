import { addKey } from '@paddock/controller'
import { foldersOf } from './folders.ts'
import type { Settings } from './settings/schema.ts'

/** Adds a newest key for sealing secrets. The controller's user has to own the file: this runs as that user, or as root with it there. */
export async function addNewestKey(settings: Settings): Promise<void> {
  const { keys } = foldersOf(settings.data)
  await addKey(keys)
  process.stdout.write(`${keys} has a newer key. Start the controller again: it seals all secrets with it.\n`)
}
