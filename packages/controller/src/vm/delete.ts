import { type Granted, type InLab, labs, type Tx, type VmRow, volumes } from '@paddock/store'

/** Removes a machine with its disks: it is switched off first. The removal reconciler finishes it. Safe to repeat. */
export async function deleteVm(tx: Tx, vm: Granted<'lab.edit', InLab<VmRow>>): Promise<void> {
  if (vm.intent === 'deleted') return
  await labs.discardVms(tx, vm.lab as Granted<'lab.edit', typeof vm.lab>, [vm.id])
  await volumes.discardOfVms(tx, [vm.id])
}
