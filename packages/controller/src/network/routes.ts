import type { NetworkId } from '@paddock/model'
import { checkRevision, labs, type NetworkRow, networks, type Tx } from '@paddock/store'
import { networkView } from '../lab/view.ts'
import type { Needs } from '../needs.ts'
import type { Handlers } from '../route.ts'
import { createNetwork, deleteNetwork, updateNetwork } from './change.ts'

export function networkRoutes(
  needs: Needs,
): Handlers<'networkCreate' | 'networkGet' | 'networkUpdate' | 'networkDelete'> {
  const subject = (network: Pick<NetworkRow, 'id' | 'name' | 'lab_id'>) => ({
    kind: 'network',
    id: network.id,
    name: network.name,
    lab: network.lab_id,
  })
  const shown = async (tx: Tx, id: NetworkId) =>
    networkView(await tx.selectFrom('networks').selectAll().where('id', '=', id).executeTakeFirstOrThrow())
  return {
    networkCreate: ({ caller, params, body, change, about }) =>
      change(async tx => {
        const lab = await labs.one(tx, caller, params.lab, 'lab.edit', { lock: true })
        const id = await createNetwork(needs, tx, lab, body)
        about(subject({ id, name: body.name, lab_id: lab.id }))
        return shown(tx, id)
      }),
    networkGet: ({ caller, params, read }) =>
      read(async tx => networkView(await networks.one(tx, caller, params.network, 'lab.view'))),
    networkUpdate: ({ caller, params, body, revision, change, about }) =>
      change(async tx => {
        const network = await networks.one(tx, caller, params.network, 'lab.edit', { lock: true })
        about(subject(network))
        checkRevision(network, revision)
        await updateNetwork(tx, network, body)
        return shown(tx, network.id)
      }),
    networkDelete: ({ caller, params, revision, change, about }) =>
      change(async tx => {
        const network = await networks.one(tx, caller, params.network, 'lab.edit', { lock: true })
        about(subject(network))
        checkRevision(network, revision)
        await deleteNetwork(tx, network)
        return undefined
      }),
  }
}
