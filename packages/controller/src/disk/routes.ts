import type { DiskView } from '@paddock/api'
import { Problem } from '@paddock/model'
import { type DiskRow, disks, type Tx, vms } from '@paddock/store'
import type { Needs } from '../needs.ts'
import type { Handlers } from '../route.ts'
import { wholeVm } from '../vm/load.ts'
import { diskView } from '../vm/view.ts'
import { createDisk, deleteDisk, growDisk } from './change.ts'

export function diskRoutes(needs: Needs): Handlers<'diskCreate' | 'diskUpdate' | 'diskDelete'> {
  const subject = (disk: Pick<DiskRow, 'id' | 'name' | 'lab_id'>) => ({
    kind: 'disk',
    id: disk.id,
    name: disk.name,
    lab: disk.lab_id,
  })
  const shown = async (tx: Tx, disk: Pick<DiskRow, 'id' | 'vm_id' | 'lab_id'>): Promise<DiskView> => {
    const { whole } = await wholeVm(needs, tx, { id: disk.vm_id, lab_id: disk.lab_id })
    const found = whole.disks.find(other => other.id === disk.id)
    if (!found) throw new Problem('not-found', 'The disk is gone.')
    return diskView(found)
  }
  return {
    diskCreate: ({ caller, params, body, change, about }) =>
      change(async tx => {
        const vm = await vms.one(tx, caller, params.vm, 'lab.edit', { lock: true })
        const id = await createDisk(needs, tx, vm, body)
        about(subject({ id, name: body.name, lab_id: vm.lab_id }))
        return shown(tx, { id, vm_id: vm.id, lab_id: vm.lab_id })
      }),
    diskUpdate: ({ caller, params, body, change, about }) =>
      change(async tx => {
        const disk = await disks.one(tx, caller, params.disk, 'lab.edit', { lock: true })
        about(subject(disk))
        await growDisk(needs, tx, disk, body.sizeBytes)
        return shown(tx, disk)
      }),
    diskDelete: ({ caller, params, change, about }) =>
      change(async tx => {
        const disk = await disks.one(tx, caller, params.disk, 'lab.edit', { lock: true })
        about(subject(disk))
        await deleteDisk(needs, tx, disk)
        return undefined
      }),
  }
}
