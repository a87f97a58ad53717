import type { EndpointOf } from '@paddock/api'
import { Problem, vmCan } from '@paddock/model'
import { type Granted, type InLab, type Tx, type VmRow, vms } from '@paddock/store'
import type { z } from 'zod'
import type { Needs } from '../needs.ts'
import { demandVmKept, wholeVm } from './load.ts'

type Wish = z.output<EndpointOf<'vmUpdate'>['body']>

/**
 * Changes a machine. What QEMU takes only at its start, and the name that the guest got then, needs it stopped.
 *
 * @throws Problem `not-now`, `name-taken`
 */
export async function updateVm(needs: Needs, tx: Tx, vm: Granted<'lab.edit', InLab<VmRow>>, wish: Wish): Promise<void> {
  demandVmKept(vm)
  const rebuilt = (['name', 'cores', 'memoryMiB', 'firmware', 'profile', 'userData'] as const).filter(
    key => wish[key] !== undefined,
  )
  if (rebuilt.length > 0) {
    const { state } = await wholeVm(needs, tx, vm)
    if (!vmCan.rebuild(state))
      throw new Problem('not-now', `${vm.name} is ${state}. Stop it to change its ${rebuilt.join(', ')}.`)
  }
  if (wish.name !== undefined && wish.name !== vm.name) {
    const other = await tx
      .selectFrom('vms')
      .select('id')
      .where('lab_id', '=', vm.lab_id)
      .where('name', '=', wish.name)
      .where('intent', '<>', 'deleted')
      .executeTakeFirst()
    if (other) throw new Problem('name-taken', `The lab has a machine ${wish.name} already. Choose another name.`)
  }
  await vms.update(tx, vm, {
    ...(wish.name === undefined ? {} : { name: wish.name }),
    ...(wish.description === undefined ? {} : { description: wish.description }),
    ...(wish.cores === undefined ? {} : { cores: wish.cores }),
    ...(wish.memoryMiB === undefined ? {} : { memory_mib: wish.memoryMiB }),
    ...(wish.firmware === undefined ? {} : { firmware: wish.firmware }),
    ...(wish.profile === undefined ? {} : { profile: wish.profile }),
    ...(wish.startStage === undefined ? {} : { start_stage: wish.startStage }),
    ...(wish.userData === undefined ? {} : { user_data: wish.userData }),
  })
}
