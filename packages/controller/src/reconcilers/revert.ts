import type { LabId, NewId, VmId, VolumeId } from '@paddock/model'
import { type Database, reverts } from '@paddock/store'
import { comingUp, rowsOf } from '../lab/content.ts'

/**
 * One pass: each of these labs of which nothing runs any more becomes the snapshot that it is to become.
 *
 * Each by itself: one that cannot is tried again at the next whole look, and holds up no other.
 */
export async function finishReverts(
  { database, newId, log }: { database: Database; newId: NewId; log: { error(fields: object, event: string): void } },
  labs: readonly LabId[],
): Promise<void> {
  for (const lab of labs)
    try {
      await database.ofEveryone(async tx => {
        const due = await reverts.due(tx, lab)
        if (due === null) return
        const newVolume = newId<'volume'> as () => VolumeId
        const rows = rowsOf(due.content, { tenant: due.tenant, lab, ids: new Map(), newVolume })
        // A machine that comes back is as old as it was: whether an older snapshot of some machines may be reverted to is asked by that.
        const ages = new Map(due.content.vms.map(vm => [vm.id, new Date(vm.createdAt)]))
        const contents = { ...rows, vms: rows.vms.map(vm => ({ ...vm, created_at: ages.get(vm.id as VmId) })) }
        const begin = comingUp(due.content, 'what ran').map(vm => ({ vm, run: newId<'run'>() }))
        await reverts.replace(tx, due, { contents, begin })
      })
    } catch (error) {
      log.error({ lab, error }, 'lab not reverted')
    }
}
