import type { Report } from '@paddock/host-api'
import { type Database, heartbeats } from '@paddock/store'

/** Writes down that heartbeats were heard, and what they say of themselves: all of them in one statement. */
export const recordHeartbeats = (database: Database, heard: readonly Pick<Report, 'host' | 'facts'>[]): Promise<void> =>
  database.ofEveryone(tx => heartbeats.heard(tx, heard))
