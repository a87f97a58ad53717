import type { EndpointOf } from '@paddock/api'
import {
  cidrsOverlap,
  defaultGateway,
  isHostAddress,
  type LabId,
  limits,
  type NetworkId,
  Problem,
} from '@paddock/model'
import { type Granted, type InLab, type LabRow, type NetworkRow, networks, type Tx } from '@paddock/store'
import type { z } from 'zod'
import { demandKept } from '../lab/power.ts'
import type { Needs } from '../needs.ts'

type Create = z.output<EndpointOf<'networkCreate'>['body']>
type Update = z.output<EndpointOf<'networkUpdate'>['body']>

const othersOf = (tx: Tx, lab: LabId) => tx.selectFrom('networks').selectAll().where('lab_id', '=', lab).execute()

function demandFits(network: { name: string; cidr: string; gateway: string }, others: readonly NetworkRow[]): void {
  if (others.some(other => other.name === network.name))
    throw new Problem('name-taken', `The lab has a network ${network.name} already. Choose another name.`)
  const clash = others.find(other => cidrsOverlap(other.cidr, network.cidr))
  if (clash)
    throw new Problem(
      'address-taken',
      `${network.cidr} overlaps network ${clash.name} (${clash.cidr}) of this lab. Choose another range.`,
    )
  if (!isHostAddress(network.cidr, network.gateway))
    throw new Problem('invalid-input', 'The gateway is not in the network.', {
      fields: [{ in: 'body', path: '/gateway', message: `must be a machine address in ${network.cidr}` }],
    })
}

/** Adds a network to a lab; to a running one at once. @throws Problem `name-taken`, `address-taken`, `limit-reached`, `not-now` */
export async function createNetwork(
  needs: Needs,
  tx: Tx,
  lab: Granted<'lab.edit', LabRow>,
  wish: Create,
): Promise<NetworkId> {
  demandKept(lab)
  const others = await othersOf(tx, lab.id)
  if (others.length >= limits.networksPerLab)
    throw new Problem('limit-reached', `A lab has at most ${limits.networksPerLab} networks.`)
  const network = { ...wish, gateway: wish.gateway ?? defaultGateway(wish.cidr) }
  demandFits(network, others)
  const id = needs.newId<'network'>()
  await networks.insert(tx, [{ ...network, id, tenant_id: lab.tenant_id, lab_id: lab.id }])
  return id
}

/**
 * Changes a network and its services; in a running lab at once.
 *
 * A new range moves the gateway to its first address unless one is named, and must hold every address that is in use.
 *
 * @throws Problem `name-taken`, `address-taken`, `invalid-input`, `not-now`
 */
export async function updateNetwork(
  tx: Tx,
  network: Granted<'lab.edit', InLab<NetworkRow>>,
  wish: Update,
): Promise<void> {
  demandKept(network.lab)
  const cidr = wish.cidr ?? network.cidr
  const gateway = wish.gateway ?? (cidr === network.cidr ? network.gateway : defaultGateway(cidr))
  const changed = { name: wish.name ?? network.name, cidr, gateway }
  demandFits(
    changed,
    (await othersOf(tx, network.lab_id)).filter(other => other.id !== network.id),
  )
  const ports = await tx.selectFrom('interfaces').select('address').where('network_id', '=', network.id).execute()
  const outside = ports.find(port => !isHostAddress(cidr, port.address) || port.address === gateway)
  if (outside)
    throw new Problem(
      'address-taken',
      `The address ${outside.address} is in use and does not fit ${cidr} with gateway ${gateway}. Change that interface first.`,
    )
  await networks.update(tx, network, {
    ...changed,
    ...(wish.domain === undefined ? {} : { domain: wish.domain }),
    ...(wish.dhcp === undefined ? {} : { dhcp: wish.dhcp }),
    ...(wish.dns === undefined ? {} : { dns: wish.dns }),
    ...(wish.nat === undefined ? {} : { nat: wish.nat }),
  })
}

/** Removes a network that no interface is on. @throws Problem `in-use` */
export async function deleteNetwork(tx: Tx, network: Granted<'lab.edit', InLab<NetworkRow>>): Promise<void> {
  demandKept(network.lab)
  const used = await tx
    .selectFrom('interfaces')
    .innerJoin('vms', 'vms.id', 'interfaces.vm_id')
    .select('vms.name')
    .where('interfaces.network_id', '=', network.id)
    .execute()
  if (used.length > 0)
    throw new Problem(
      'in-use',
      `${used.map(vm => vm.name).join(', ')} ${used.length === 1 ? 'is' : 'are'} on network ${network.name}. Remove their interfaces first.`,
    )
  await networks.remove(tx, network)
}
