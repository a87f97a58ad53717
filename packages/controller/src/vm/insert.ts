import { type AssetId, Problem, vmCan } from '@paddock/model'
import { type Granted, type InLab, library, type Tx, type VmRow, vms } from '@paddock/store'
import type { Needs } from '../needs.ts'
import { demandVmKept, wholeVm } from './load.ts'

/** Puts an ISO into a machine's CD drive, or empties it; at once if it runs. @throws Problem `not-found`, `not-now` */
export async function insertCd(
  needs: Needs,
  tx: Tx,
  vm: Granted<'lab.edit', InLab<VmRow>>,
  asset: AssetId | null,
): Promise<void> {
  demandVmKept(vm)
  const { state } = await wholeVm(needs, tx, vm)
  if (!vmCan.rewire(state))
    throw new Problem('not-now', `${vm.name} is ${state}. Change its CD once it runs or has stopped.`)
  if (asset !== null) await library.check(tx, { layers: [], assets: [asset] })
  await vms.update(tx, vm, { cd_asset_id: asset })
}
