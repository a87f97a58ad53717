import { callerMayIn } from '@paddock/model'
import { checkRevision, type Granted, type InLab, labs, type Tx, type VmRow, vms } from '@paddock/store'
import type { HostRegistry } from '../hosts/registry.ts'
import type { Needs } from '../needs.ts'
import type { Asked, Handlers } from '../route.ts'
import { createVm } from './create.ts'
import { deleteVm } from './delete.ts'
import { demandRunning, execInVm } from './exec.ts'
import { insertCd } from './insert.ts'
import { vmDetail, wholeVm } from './load.ts'
import { powerVmOff, resetVm, resumeVm, startVm, stopVm, suspendVm } from './power.ts'
import { updateVm } from './update.ts'
import { vmView } from './view.ts'

type Power = 'vmStart' | 'vmStop' | 'vmSuspend' | 'vmResume' | 'vmPowerOff' | 'vmReset'
type Ids = 'vmCreate' | 'vmGet' | 'vmUpdate' | 'vmDelete' | 'vmInsert' | 'vmExec' | Power

export function vmRoutes(needs: Needs & { hosts: HostRegistry }): Handlers<Ids> {
  const subject = (vm: Pick<VmRow, 'id' | 'name' | 'lab_id'>) => ({
    kind: 'vm',
    id: vm.id,
    name: vm.name,
    lab: vm.lab_id,
  })
  const shown = async (tx: Tx, vm: Pick<VmRow, 'id' | 'lab_id'>) =>
    vmView((await wholeVm(needs, tx, vm)).whole, needs.clock())
  /** Fetches the machine, its lab locked, for this caller and with `lab.operate`, and hands it to the verb. */
  const power = (
    { caller, params, change, about }: Pick<Asked<'vmStart'>, 'caller' | 'params' | 'change' | 'about'>,
    verb: (tx: Tx, vm: Granted<'lab.operate', InLab<VmRow>>) => Promise<void>,
  ) =>
    change(async tx => {
      const vm = await vms.one(tx, caller, params.vm, 'lab.operate', { lock: true })
      about(subject(vm))
      await verb(tx, vm)
      return shown(tx, vm)
    })
  return {
    vmCreate: ({ caller, params, body, change, about }) =>
      change(async tx => {
        const lab = await labs.one(tx, caller, params.lab, 'lab.edit', { lock: true })
        const id = await createVm(needs, tx, lab, body)
        about(subject({ id, name: body.name, lab_id: lab.id }))
        return vmDetail(needs, tx, { id, lab_id: lab.id })
      }),
    vmGet: ({ caller, params, read }) =>
      read(async tx => {
        const vm = await vms.one(tx, caller, params.vm, 'lab.view')
        const detail = await vmDetail(needs, tx, vm)
        return callerMayIn(caller, vm.lab.project_id, 'lab.edit') ? detail : { ...detail, userData: null }
      }),
    vmUpdate: ({ caller, params, body, revision, change, about }) =>
      change(async tx => {
        const vm = await vms.one(tx, caller, params.vm, 'lab.edit', { lock: true })
        about(subject(vm))
        checkRevision(vm, revision)
        await updateVm(needs, tx, vm, body)
        return vmDetail(needs, tx, vm)
      }),
    vmDelete: ({ caller, params, revision, change, about }) =>
      change(async tx => {
        const vm = await vms.one(tx, caller, params.vm, 'lab.edit', { lock: true })
        about(subject(vm))
        checkRevision(vm, revision)
        await deleteVm(tx, vm)
        return shown(tx, vm)
      }),
    vmStart: asked => power(asked, (tx, vm) => startVm(needs, tx, vm, asked.body)),
    vmStop: asked => power(asked, (tx, vm) => stopVm(needs, tx, vm, asked.body.graceSeconds)),
    vmSuspend: asked => power(asked, (tx, vm) => suspendVm(needs, tx, vm)),
    vmResume: asked => power(asked, (tx, vm) => resumeVm(needs, tx, vm)),
    vmPowerOff: asked => power(asked, (tx, vm) => powerVmOff(tx, vm)),
    vmReset: asked => power(asked, (tx, vm) => resetVm(needs, tx, vm)),
    vmInsert: ({ caller, params, body, change, about }) =>
      change(async tx => {
        const vm = await vms.one(tx, caller, params.vm, 'lab.edit', { lock: true })
        about(subject(vm))
        await insertCd(needs, tx, vm, body.assetId)
        return shown(tx, vm)
      }),
    // The audit record is written first, in a transaction of its own: what runs in a guest cannot be rolled back.
    vmExec: async ({ caller, params, body, change, about }) => {
      const vm = await change(async tx => {
        const vm = await vms.one(tx, caller, params.vm, 'guest.exec')
        about(subject(vm))
        return demandRunning((await wholeVm(needs, tx, vm)).whole)
      })
      return execInVm(needs.hosts, vm, body)
    },
  }
}
