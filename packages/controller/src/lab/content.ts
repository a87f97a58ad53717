import type { LayerId, NewId, TenantId, VmId, VolumeId } from '@paddock/model'
import type { LabContents, LabWhole, StoredSnapshot, VmWhole } from '@paddock/store'

/** On what a disk stands once its volume was sealed. */
export type Bases = ReadonlyMap<
  VmWhole['disks'][number]['id'],
  { readonly parent: LayerId | null; readonly sizeBytes: number }
>

/** What a snapshot, or a copy, is made of: a lab, or some of its machines, as it is now. Pure. */
export function contentOf(
  { networks, vms }: Pick<LabWhole, 'networks' | 'vms'>,
  { bases, ran, memories }: { bases: Bases; ran: ReadonlySet<VmId>; memories: ReadonlyMap<VmId, LayerId> },
): StoredSnapshot {
  return {
    networks: networks.map(({ id, name, cidr, gateway, domain, dhcp, dns, nat }) => ({
      ...{ id, name, cidr, gateway, domain, dhcp, dns, nat },
    })),
    vms: vms.map(vm => ({
      id: vm.id,
      name: vm.name,
      description: vm.description,
      cores: vm.cores,
      memoryMiB: vm.memory_mib,
      firmware: vm.firmware,
      profile: vm.profile,
      startStage: vm.start_stage,
      userData: vm.user_data,
      cdAsset: vm.cd_asset_id,
      createdAt: vm.created_at.toISOString(),
      ran: ran.has(vm.id),
      // One that is suspended has its memory already.
      memory: memories.get(vm.id) ?? (ran.has(vm.id) ? null : vm.memory_layer_id),
      disks: vm.disks.map(({ id, name, position, size_bytes }) => ({
        ...{ id, name, position },
        layer: bases.get(id)?.parent ?? null,
        sizeBytes: bases.get(id)?.sizeBytes ?? size_bytes,
      })),
      interfaces: vm.interfaces.map(({ id, network_id: network, position, mac, address, connected }) => ({
        ...{ id, network, position, mac, address, connected },
      })),
    })),
  }
}

/** Every layer that a content stands on. */
export const layersOf = ({ vms }: StoredSnapshot): LayerId[] => [
  ...new Set(vms.flatMap(vm => [vm.memory, ...vm.disks.map(disk => disk.layer)]).filter(layer => layer !== null)),
]

/**
 * The machines that run when a content is brought to life: with memory those that have it, else those that `boot`.
 *
 * Machines that were down in a lab in flight stay down.
 */
export const comingUp = ({ vms }: StoredSnapshot, boot: 'all' | 'what ran'): VmId[] => {
  const inFlight = vms.some(vm => vm.memory !== null)
  return vms.filter(vm => (inFlight ? vm.memory !== null : boot === 'all' || vm.ran)).map(vm => vm.id)
}

/** Ids for a new lab of the same content: a new one for each old one. */
export function newIdsFor({ networks, vms }: StoredSnapshot, newId: NewId): Map<string, string> {
  const old = [...networks, ...vms, ...vms.flatMap(vm => [...vm.disks, ...vm.interfaces])].map(
    thing => thing.id as string,
  )
  return new Map(old.map(id => [id, newId<string>() as string]))
}

/**
 * The rows that put a content into a lab, on new volumes.
 *
 * @param ids what each thing is called there; one that is not named keeps its own id
 */
export function rowsOf(
  content: StoredSnapshot,
  {
    tenant,
    lab,
    ids,
    newVolume,
  }: {
    tenant: TenantId
    lab: LabContents['labs'][number]['id']
    ids: ReadonlyMap<string, string>
    newVolume: () => VolumeId
  },
): Omit<LabContents, 'labs'> {
  const ofLab = { tenant_id: tenant, lab_id: lab }
  const named = <Id extends string>(id: Id): Id => (ids.get(id) ?? id) as Id
  const disks = content.vms.flatMap(vm => vm.disks.map(disk => ({ vm, disk, volume: newVolume() })))
  return {
    networks: content.networks.map(network => ({ ...network, ...ofLab, id: named(network.id) })),
    vms: content.vms.map(vm => ({
      ...ofLab,
      id: named(vm.id),
      name: vm.name,
      description: vm.description,
      cores: vm.cores,
      memory_mib: vm.memoryMiB,
      firmware: vm.firmware,
      profile: vm.profile,
      start_stage: vm.startStage,
      user_data: vm.userData,
      cd_asset_id: vm.cdAsset,
      memory_layer_id: vm.memory,
    })),
    // Where the layers are, the placement finds out.
    volumes: disks.map(({ disk, volume }) => ({
      ...ofLab,
      id: volume,
      parent_id: disk.layer,
      size_bytes: disk.sizeBytes,
    })),
    disks: disks.map(({ vm, disk, volume }) => ({
      ...ofLab,
      id: named(disk.id),
      vm_id: named(vm.id),
      volume_id: volume,
      name: disk.name,
      position: disk.position,
    })),
    interfaces: content.vms.flatMap(vm =>
      vm.interfaces.map(({ id, network, position, mac, address, connected }) => ({
        ...ofLab,
        id: named(id),
        vm_id: named(vm.id),
        network_id: named(network),
        ...{ position, mac, address, connected },
      })),
    ),
  }
}
