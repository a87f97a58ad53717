import type { NewId, VolumeId } from '@paddock/model'
import { type Database, reverts } from '@paddock/store'
import { comingUp, rowsOf } from '../lab/content.ts'

/** One pass: every lab that is to become one of its snapshots, and of which nothing runs any more, becomes it. */
export const finishReverts = (database: Database, newId: NewId): Promise<void> =>
  database.ofEveryone(async tx => {
    for (const due of await reverts.due(tx)) {
      const newVolume = newId<'volume'> as () => VolumeId
      const contents = rowsOf(due.content, { tenant: due.tenant, lab: due.lab, ids: new Map(), newVolume })
      const begin = comingUp(due.content, 'what ran').map(vm => ({ vm, run: newId<'run'>() }))
      await reverts.replace(tx, due, { contents, begin })
    }
  })
