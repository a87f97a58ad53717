import { type DiskId, limits, Problem, type VmState, vmCan } from '@paddock/model'
import { type DiskRow, disks, type Granted, type InLab, type Tx, type VmRow, volumes } from '@paddock/store'
import type { Needs } from '../needs.ts'
import { demandVmKept, wholeVm } from '../vm/load.ts'

function demandRewire(name: string, state: VmState): void {
  if (!vmCan.rewire(state))
    throw new Problem('not-now', `${name} is ${state}. Change its disks once it runs or has stopped.`)
}

/** Adds a blank disk to a machine, at once if it runs. @throws Problem `name-taken`, `limit-reached`, `not-now` */
export async function createDisk(
  needs: Needs,
  tx: Tx,
  vm: Granted<'lab.edit', InLab<VmRow>>,
  wish: { name: string; sizeBytes: number },
): Promise<DiskId> {
  demandVmKept(vm)
  const { whole, state } = await wholeVm(needs, tx, vm)
  demandRewire(vm.name, state)
  if (whole.disks.some(disk => disk.name === wish.name))
    throw new Problem('name-taken', `${vm.name} has a disk ${wish.name} already. Choose another name.`)
  if (whole.disks.length >= limits.disksPerVm)
    throw new Problem('limit-reached', `A machine has at most ${limits.disksPerVm} disks.`)
  const ofLab = { tenant_id: vm.tenant_id, lab_id: vm.lab_id }
  const id = needs.newId<'disk'>()
  const volume = needs.newId<'volume'>()
  // Where the machine's other disks are, or where it runs; nowhere yet when it never ran.
  const host = await volumes.hostOfLab(tx, vm.lab_id)
  await volumes.insert(tx, [{ ...ofLab, id: volume, parent_id: null, size_bytes: wish.sizeBytes, host_id: host }])
  await disks.insert(tx, [
    {
      ...ofLab,
      id,
      vm_id: vm.id,
      volume_id: volume,
      name: wish.name,
      position: lowestFree(whole.disks.map(disk => disk.position)),
    },
  ])
  return id
}

export function lowestFree(taken: readonly number[]): number {
  let free = 0
  while (taken.includes(free)) free += 1
  return free
}

/** Grows a disk of a machine that is stopped. @throws Problem `invalid-input` when it would shrink, `not-now` */
export async function growDisk(
  needs: Needs,
  tx: Tx,
  disk: Granted<'lab.edit', InLab<DiskRow>>,
  sizeBytes: number,
): Promise<void> {
  const { whole, state } = await wholeVm(needs, tx, { id: disk.vm_id, lab_id: disk.lab_id })
  if (!vmCan.rebuild(state)) throw new Problem('not-now', `${whole.name} is ${state}. Stop it to grow its disks.`)
  const now = whole.disks.find(other => other.id === disk.id)
  const least = Math.max(now?.size_bytes ?? 0, now?.virtual_size_bytes ?? 0)
  if (sizeBytes < least)
    throw new Problem('invalid-input', 'A disk can only grow.', {
      fields: [{ in: 'body', path: '/sizeBytes', message: `must be at least ${least}` }],
    })
  await volumes.grow(tx, disk, sizeBytes)
}

/** Removes a disk and its data, at once if the machine runs. @throws Problem `not-now` */
export async function deleteDisk(needs: Needs, tx: Tx, disk: Granted<'lab.edit', InLab<DiskRow>>): Promise<void> {
  const { whole, state } = await wholeVm(needs, tx, { id: disk.vm_id, lab_id: disk.lab_id })
  demandRewire(whole.name, state)
  await volumes.discardDisk(tx, disk)
}
