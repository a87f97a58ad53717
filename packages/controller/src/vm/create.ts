import type { EndpointOf } from '@paddock/api'
import { type InterfaceId, limits, Problem, type VmId } from '@paddock/model'
import { type Granted, type LabRow, labWholes, library, type Tx } from '@paddock/store'
import type { z } from 'zod'
import { fillLab } from '../lab/fill.ts'
import { addressFor, freeMac } from '../lab/instantiate.ts'
import { demandKept } from '../lab/power.ts'
import type { Needs } from '../needs.ts'

type Wish = z.output<EndpointOf<'vmCreate'>['body']>

/**
 * Adds a machine to a lab, stopped, with blank disks. What runs in the lab goes on.
 *
 * @throws Problem `name-taken`, `limit-reached`, `not-found` for a network or ISO that is not there, `no-free-address`
 */
export async function createVm(needs: Needs, tx: Tx, lab: Granted<'lab.edit', LabRow>, wish: Wish): Promise<VmId> {
  demandKept(lab)
  if (wish.cdAssetId !== null) await library.check(tx, { layers: [], assets: [wish.cdAssetId] })
  const [whole] = await labWholes(tx, [lab.id])
  if (!whole) throw new Problem('not-found', 'The lab is gone.')
  const others = whole.vms.filter(vm => vm.intent !== 'deleted')
  if (others.some(vm => vm.name === wish.name))
    throw new Problem('name-taken', `The lab has a machine ${wish.name} already. Choose another name.`)
  if (others.length >= limits.vmsPerLab)
    throw new Problem('limit-reached', `A lab has at most ${limits.vmsPerLab} machines.`)
  const twice = wish.disks.findIndex((disk, at) => wish.disks.findIndex(other => other.name === disk.name) !== at)
  if (twice >= 0)
    throw new Problem(
      'name-taken',
      `Two disks are called ${wish.disks[twice]?.name}. Choose another name for one of them.`,
    )

  const ofLab = { tenant_id: lab.tenant_id, lab_id: lab.id }
  const id = needs.newId<'vm'>()
  const ports = whole.vms.flatMap(vm => vm.interfaces)
  const interfaces = wish.networkIds.map((networkId, position) => {
    const network = whole.networks.find(other => other.id === networkId)
    if (!network)
      throw new Problem('invalid-input', 'A network is not one of this lab.', {
        fields: [{ in: 'body', path: `/networkIds/${position}`, message: 'must be a network of this lab' }],
      })
    const there = ports.filter(port => port.network_id === networkId)
    const address = addressFor(network, new Set([network.gateway, ...there.map(port => port.address)]))
    const mac = freeMac(needs.random, new Set(there.map(port => port.mac)))
    const port = {
      ...ofLab,
      id: needs.newId<'interface'>() as InterfaceId,
      vm_id: id,
      network_id: network.id,
      position,
      mac,
      address,
    }
    ports.push({ ...port, connected: true, created_at: needs.clock(), revision: 1 })
    return port
  })
  const diskRows = wish.disks.map((disk, position) => ({ disk, position, volume: needs.newId<'volume'>() }))
  await fillLab(tx, {
    networks: [],
    vms: [
      {
        ...ofLab,
        id,
        name: wish.name,
        description: wish.description,
        cores: wish.cores,
        memory_mib: wish.memoryMiB,
        firmware: wish.firmware,
        profile: wish.profile,
        start_stage: wish.startStage,
        user_data: wish.userData,
        cd_asset_id: wish.cdAssetId,
        memory_layer_id: null,
      },
    ],
    volumes: diskRows.map(({ disk, volume }) => ({
      ...ofLab,
      id: volume,
      parent_id: null,
      size_bytes: disk.sizeBytes,
    })),
    disks: diskRows.map(({ disk, position, volume }) => ({
      ...ofLab,
      id: needs.newId<'disk'>(),
      vm_id: id,
      volume_id: volume,
      name: disk.name,
      position,
    })),
    interfaces,
  })
  return id
}
