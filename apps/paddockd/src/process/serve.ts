import type { Logger } from 'pino'
import { type Folders, foldersOf, prepareFolders } from '../folders.ts'
import type { Settings } from '../settings/schema.ts'
import { createLog } from './log.ts'
import { isSupervised, tellSupervisor } from './parent.ts'
import { untilToldToStop } from './until-told.ts'

/** What a process of ours does its work with. */
export interface Workplace {
  readonly settings: Settings
  readonly folders: Folders
  readonly log: Logger
}

/** Work that has begun. */
export interface Serving {
  /** Where it listens, if it does. */
  readonly address?: string
  /** Ends the work cleanly: nothing half done is left to the next start. */
  close(): Promise<void>
}

/** Runs one process of ours until it is told to stop. Alone it makes the folders that its supervisor would have made. */
export async function serve(
  { name, settings }: { name: string; settings: Settings },
  begin: (workplace: Workplace) => Promise<Serving>,
): Promise<void> {
  const log = createLog({ process: name, level: settings.logLevel })
  const folders = foldersOf(settings.data)
  const told = untilToldToStop()
  if (!isSupervised()) await prepareFolders(folders)
  const serving = await begin({ settings, folders, log })
  log.info({ address: serving.address, uid: process.getuid?.() }, 'process is up')
  await tellSupervisor({ kind: 'ready', ...(serving.address === undefined ? {} : { address: serving.address }) })
  log.info({ reason: await told }, 'process stops')
  await serving.close()
  process.exit(0)
}
