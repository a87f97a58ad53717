import type { EndpointOf } from '@paddock/api'
import {
  type Caller,
  type InterfaceId,
  type LabId,
  type NetworkId,
  Problem,
  type VmId,
  type VolumeId,
} from '@paddock/model'
import { type Granted, type LabRow, labs, labWholes, projects, runs, type Tx, users, volumes } from '@paddock/store'
import type { z } from 'zod'
import type { Needs } from '../needs.ts'
import { fillLab } from './fill.ts'
import { demandKept } from './power.ts'

type Wish = z.output<EndpointOf<'labCopy'>['body']>

/**
 * Makes copies of a lab behind fences of their own: equal addresses, names, disks; other ids.
 *
 * The lab's volumes become layers that the copies share; the lab goes on, on new tops.
 *
 * @throws Problem `not-found` for an owner or project that the caller may not use
 */
export async function copyLab(
  needs: Needs,
  tx: Tx,
  caller: Caller,
  lab: Granted<'lab.create', LabRow>,
  wish: Wish,
): Promise<LabId[]> {
  demandKept(lab)
  const bases = await volumes.seal(tx, lab, needs.newId<'volume'> as () => VolumeId)
  const [whole] = await labWholes(tx, [lab.id])
  if (!whole) throw new Problem('not-found', 'The lab is gone.')
  const vms = whole.vms.filter(vm => vm.intent !== 'deleted')
  const made: LabId[] = []
  for (const copy of wish.copies) {
    const project =
      copy.projectId === undefined ? lab.project_id : (await projects.one(tx, caller, copy.projectId, 'lab.create')).id
    const owner = copy.ownerId === undefined ? caller.user : (await users.recipient(tx, caller, copy.ownerId)).id
    const id = needs.newId<'lab'>()
    const ofLab = { tenant_id: lab.tenant_id, lab_id: id }
    const networkIds = new Map<NetworkId, NetworkId>(
      whole.networks.map(network => [network.id, needs.newId<'network'>()]),
    )
    const vmIds = new Map<VmId, VmId>(vms.map(vm => [vm.id, needs.newId<'vm'>()]))
    const diskRows = vms.flatMap(vm =>
      vm.disks.map(disk => ({
        disk,
        volume: needs.newId<'volume'>(),
        base: bases.get(disk.id),
        vm: vmIds.get(vm.id) as VmId,
      })),
    )
    await fillLab(tx, {
      labs: [
        {
          id,
          tenant_id: lab.tenant_id,
          project_id: project,
          owner_id: owner,
          name: copy.name,
          description: lab.description,
          template_id: lab.template_id,
          template_name: lab.template_name,
          template_version: lab.template_version,
        },
      ],
      networks: whole.networks.map(({ name, cidr, gateway, domain, dhcp, dns, nat, id: source }) => ({
        ...ofLab,
        id: networkIds.get(source) as NetworkId,
        name,
        cidr,
        gateway,
        domain,
        dhcp,
        dns,
        nat,
      })),
      vms: vms.map(vm => ({
        ...ofLab,
        id: vmIds.get(vm.id) as VmId,
        name: vm.name,
        description: vm.description,
        cores: vm.cores,
        memory_mib: vm.memory_mib,
        firmware: vm.firmware,
        profile: vm.profile,
        start_stage: vm.start_stage,
        user_data: vm.user_data,
        cd_asset_id: vm.cd_asset_id,
      })),
      volumes: diskRows.map(({ volume, base, disk }) => ({
        ...ofLab,
        id: volume,
        parent_id: base?.parent ?? null,
        size_bytes: base?.sizeBytes ?? disk.size_bytes,
        // Stands on a layer of that host, so it can be nowhere else.
        host_id: base?.host ?? null,
      })),
      disks: diskRows.map(({ disk, volume, vm }) => ({
        ...ofLab,
        id: needs.newId<'disk'>(),
        vm_id: vm,
        volume_id: volume,
        name: disk.name,
        position: disk.position,
      })),
      interfaces: vms.flatMap(vm =>
        vm.interfaces.map(port => ({
          ...ofLab,
          id: needs.newId<'interface'>() as InterfaceId,
          vm_id: vmIds.get(vm.id) as VmId,
          network_id: networkIds.get(port.network_id) as NetworkId,
          position: port.position,
          mac: port.mac,
          address: port.address,
        })),
      ),
    })
    made.push(id)
    if (wish.start && vms.length > 0) {
      const copied = await labs.one(tx, caller, id, 'lab.operate')
      await runs.begin(tx, copied, [...vmIds.values()], needs.newId<'run'>)
    }
  }
  return made
}
