import type { Report } from '@paddock/host-api'
import { type Database, heartbeats } from '@paddock/store'

/** Writes down that heartbeats were heard, and what they say of themselves: all of them in one statement. */
export const recordHeartbeats = (database: Database, reports: readonly Report[]): Promise<void> =>
  database.ofEveryone(tx =>
    heartbeats.heard(
      tx,
      reports.map(({ host, facts }) => ({ host, facts })),
    ),
  )
