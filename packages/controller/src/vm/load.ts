import type { VmDetail } from '@paddock/api'
import { Problem, type VmId, type VmState } from '@paddock/model'
import { type InLab, labWholes, type Tx, type VmRow, type VmWhole } from '@paddock/store'
import type { Needs } from '../needs.ts'
import { stateOfVm, vmView } from './view.ts'

/** A machine with its disks, interfaces and run, and the state that it is shown in. */
export async function wholeVm(
  needs: Pick<Needs, 'clock'>,
  tx: Tx,
  vm: Pick<VmRow, 'id' | 'lab_id'>,
): Promise<{ whole: VmWhole; state: VmState }> {
  const [lab] = await labWholes(tx, [vm.lab_id])
  const whole = lab?.vms.find(other => other.id === vm.id)
  if (!whole) throw new Problem('not-found', 'The machine is gone.')
  return { whole, state: stateOfVm(whole, needs.clock()) }
}

/** A machine as the API answers it, with its user data. */
export async function vmDetail(
  needs: Pick<Needs, 'clock'>,
  tx: Tx,
  vm: { id: VmId; lab_id: VmRow['lab_id'] },
): Promise<VmDetail> {
  const { whole } = await wholeVm(needs, tx, vm)
  return { ...vmView(whole, needs.clock()), userData: whole.user_data }
}

/** @throws Problem `not-now` when the machine or its lab is being deleted, or the lab reverted */
export function demandVmKept(vm: InLab<VmRow>): void {
  if (vm.intent === 'deleted' || vm.lab.intent === 'deleted')
    throw new Problem('not-now', `${vm.name} is being deleted.`)
  if (vm.lab.revert_to !== null)
    throw new Problem('not-now', `${vm.lab.name} is being reverted to a snapshot. Try again when it is done.`)
}
