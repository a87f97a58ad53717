import type { InterfaceId, LabId } from '@paddock/model'
import { checkRevision, type InterfaceRow, interfaces, type Tx, vms } from '@paddock/store'
import type { Needs } from '../needs.ts'
import type { Handlers } from '../route.ts'
import { interfaceView } from '../vm/view.ts'
import { createInterface, deleteInterface, updateInterface } from './change.ts'

export function interfaceRoutes(needs: Needs): Handlers<'interfaceCreate' | 'interfaceUpdate' | 'interfaceDelete'> {
  const subject = (port: Pick<InterfaceRow, 'id' | 'mac'>, lab: LabId) => ({
    kind: 'interface',
    id: port.id,
    name: port.mac,
    lab,
  })
  const shown = async (tx: Tx, id: InterfaceId) =>
    interfaceView(await tx.selectFrom('interfaces').selectAll().where('id', '=', id).executeTakeFirstOrThrow())
  return {
    interfaceCreate: ({ caller, params, body, change, about }) =>
      change(async tx => {
        const vm = await vms.one(tx, caller, params.vm, 'lab.edit', { lock: true })
        const view = await shown(tx, await createInterface(needs, tx, vm, body))
        about(subject(view, vm.lab_id))
        return view
      }),
    interfaceUpdate: ({ caller, params, body, revision, change, about }) =>
      change(async tx => {
        const port = await interfaces.one(tx, caller, params.interface, 'lab.edit', { lock: true })
        about(subject(port, port.lab_id))
        checkRevision(port, revision)
        await updateInterface(needs, tx, port, body)
        return shown(tx, port.id)
      }),
    interfaceDelete: ({ caller, params, revision, change, about }) =>
      change(async tx => {
        const port = await interfaces.one(tx, caller, params.interface, 'lab.edit', { lock: true })
        about(subject(port, port.lab_id))
        checkRevision(port, revision)
        await deleteInterface(needs, tx, port)
        return undefined
      }),
  }
}
