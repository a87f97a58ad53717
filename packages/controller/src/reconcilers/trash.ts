import { type Database, trash } from '@paddock/store'
import { remove } from '../trash/remove.ts'

/** One pass: what was in the trash for as long as was promised is removed for good. */
export const emptyTrash = (database: Database, now: Date): Promise<void> =>
  database.ofEveryone(async tx => {
    for (const thing of await trash.over(tx, now)) {
      await trash.leave(tx, thing)
      await remove(tx, thing)
    }
  })
