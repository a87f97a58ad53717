import type { EndpointOf } from '@paddock/api'
import { type InterfaceId, isHostAddress, limits, Problem, vmCan } from '@paddock/model'
import {
  type Granted,
  type InLab,
  type InterfaceRow,
  interfaces,
  type NetworkRow,
  type Tx,
  type VmRow,
} from '@paddock/store'
import type { z } from 'zod'
import { lowestFree } from '../disk/change.ts'
import { addressFor, freeMac } from '../lab/instantiate.ts'
import type { Needs } from '../needs.ts'
import { demandVmKept, wholeVm } from '../vm/load.ts'

type Create = z.output<EndpointOf<'interfaceCreate'>['body']>
type Update = z.output<EndpointOf<'interfaceUpdate'>['body']>

/** @throws Problem `invalid-input` for an address that a machine cannot have there, `address-taken` */
function demandAddress(network: NetworkRow, address: string, others: readonly InterfaceRow[]): void {
  if (!isHostAddress(network.cidr, address))
    throw new Problem('invalid-input', 'The address is not one of the network.', {
      fields: [{ in: 'body', path: '/address', message: `must be a machine address in ${network.cidr}` }],
    })
  if (address === network.gateway || others.some(port => port.address === address))
    throw new Problem(
      'address-taken',
      `${address} is in use on network ${network.name}. Choose another, or leave it out to get a free one.`,
    )
}

/** Adds an interface to a machine, at once if it runs. @throws Problem `address-taken`, `no-free-address`, `limit-reached`, `not-now` */
export async function createInterface(
  needs: Needs,
  tx: Tx,
  vm: Granted<'lab.edit', InLab<VmRow>>,
  wish: Create,
): Promise<InterfaceId> {
  demandVmKept(vm)
  const { whole, state } = await wholeVm(needs, tx, vm)
  if (!vmCan.rewire(state))
    throw new Problem('not-now', `${vm.name} is ${state}. Change its interfaces once it runs or has stopped.`)
  if (whole.interfaces.length >= limits.interfacesPerVm)
    throw new Problem('limit-reached', `A machine has at most ${limits.interfacesPerVm} interfaces.`)
  const network = await tx
    .selectFrom('networks')
    .selectAll()
    .where('id', '=', wish.networkId)
    .where('lab_id', '=', vm.lab_id)
    .executeTakeFirst()
  if (!network) throw new Problem('not-found', 'The lab has no such network.')
  const others = await tx.selectFrom('interfaces').selectAll().where('network_id', '=', network.id).execute()
  if (wish.address !== undefined) demandAddress(network, wish.address, others)
  if (wish.mac !== undefined && others.some(port => port.mac === wish.mac))
    throw new Problem(
      'address-taken',
      `${wish.mac} is in use on network ${network.name}. Choose another, or leave it out to get a free one.`,
    )
  const id = needs.newId<'interface'>()
  await interfaces.insert(tx, [
    {
      id,
      tenant_id: vm.tenant_id,
      lab_id: vm.lab_id,
      vm_id: vm.id,
      network_id: network.id,
      position: lowestFree(whole.interfaces.map(port => port.position)),
      mac: wish.mac ?? freeMac(needs.random, new Set(others.map(port => port.mac))),
      address: wish.address ?? addressFor(network, new Set([network.gateway, ...others.map(port => port.address)])),
    },
  ])
  return id
}

/**
 * Moves an interface to another network, changes its address, which its guest gets with its next lease, or pulls and plugs its cable.
 *
 * @throws Problem `not-found`, `address-taken`, `no-free-address`, `not-now`
 */
export async function updateInterface(
  needs: Needs,
  tx: Tx,
  port: Granted<'lab.edit', InLab<InterfaceRow>>,
  wish: Update,
): Promise<void> {
  const { whole, state } = await wholeVm(needs, tx, { id: port.vm_id, lab_id: port.lab_id })
  if (!vmCan.rewire(state))
    throw new Problem('not-now', `${whole.name} is ${state}. Change its interfaces once it runs or has stopped.`)
  await interfaces.update(tx, port, {
    ...(await placeOf(tx, port, wish)),
    ...(wish.connected === undefined ? {} : { connected: wish.connected }),
  })
}

/** The network and address that an interface gets; nothing of what stays as it is. */
async function placeOf(
  tx: Tx,
  port: InterfaceRow,
  wish: Update,
): Promise<{ network_id?: InterfaceRow['network_id']; address?: string }> {
  const moves = wish.networkId !== undefined && wish.networkId !== port.network_id
  if (!moves && wish.address === undefined) return {}
  const network = await tx
    .selectFrom('networks')
    .selectAll()
    .where('id', '=', wish.networkId ?? port.network_id)
    .where('lab_id', '=', port.lab_id)
    .executeTakeFirst()
  if (!network) throw new Problem('not-found', 'The lab has no such network.')
  const others = await tx
    .selectFrom('interfaces')
    .selectAll()
    .where('network_id', '=', network.id)
    .where('id', '<>', port.id)
    .execute()
  if (wish.address !== undefined) demandAddress(network, wish.address, others)
  if (others.some(other => other.mac === port.mac))
    throw new Problem('address-taken', `${port.mac} is in use on network ${network.name}. Add a new interface there.`)
  const address = wish.address ?? addressFor(network, new Set([network.gateway, ...others.map(other => other.address)]))
  return { network_id: network.id, address }
}

/** Removes an interface from its machine, at once if it runs. @throws Problem `not-now` */
export async function deleteInterface(
  needs: Needs,
  tx: Tx,
  port: Granted<'lab.edit', InLab<InterfaceRow>>,
): Promise<void> {
  const { whole, state } = await wholeVm(needs, tx, { id: port.vm_id, lab_id: port.lab_id })
  if (!vmCan.rewire(state))
    throw new Problem('not-now', `${whole.name} is ${state}. Change its interfaces once it runs or has stopped.`)
  await interfaces.remove(tx, port)
}
