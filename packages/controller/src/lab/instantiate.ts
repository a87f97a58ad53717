import {
  defaultGateway,
  freeAddress,
  type LabId,
  type LabSpec,
  limits,
  macFrom,
  type NetworkId,
  type NewId,
  Problem,
  type TenantId,
  type VmId,
} from '@paddock/model'

/** What a lab has already, that new machines must live with. Empty for a new lab. */
export interface Present {
  readonly networks: readonly { id: NetworkId; name: string; cidr: string; gateway: string }[]
  readonly vmNames: readonly string[]
  readonly ports: readonly { network_id: NetworkId; mac: string; address: string }[]
}
export const nothingPresent: Present = { networks: [], vmNames: [], ports: [] }

/** The size that a volume is asked to have when its layer alone says it: the smallest there is, as it never shrinks. */
const asLargeAsItsLayer = 1024 * 1024

/**
 * The rows that put the machines and networks of a spec into a lab.
 *
 * Pure but for the ids and MAC addresses, which are handed in. Networks of the same name become one; a machine whose name is
 * taken gets a number behind it; a MAC or IP address that is taken makes way for a free one.
 *
 * @throws Problem `limit-reached`, `no-free-address`, `address-taken`
 */
export function instantiate(
  { newId, random }: { newId: NewId; random: (bytes: Uint8Array) => void },
  { tenant, lab, spec, present }: { tenant: TenantId; lab: LabId; spec: LabSpec; present: Present },
) {
  const ofLab = { tenant_id: tenant, lab_id: lab }
  const known = new Map(present.networks.map(network => [network.name, network]))
  const networks = spec.networks
    .filter(network => !known.has(network.name))
    .map(network => ({
      ...ofLab,
      id: newId<'network'>(),
      name: network.name,
      cidr: network.cidr,
      gateway: network.gateway ?? defaultGateway(network.cidr),
      domain: network.domain,
      dhcp: network.dhcp,
      dns: network.dns,
      nat: network.nat,
    }))
  for (const network of networks) known.set(network.name, network)
  if (known.size > limits.networksPerLab)
    throw new Problem(
      'limit-reached',
      `A lab has at most ${limits.networksPerLab} networks; this would make ${known.size}.`,
    )

  const names = new Set(present.vmNames)
  if (names.size + spec.vms.length > limits.vmsPerLab)
    throw new Problem(
      'limit-reached',
      `A lab has at most ${limits.vmsPerLab} machines; this would make ${names.size + spec.vms.length}.`,
    )

  const taken = new Map<NetworkId, { macs: Set<string>; addresses: Set<string> }>()
  for (const network of known.values())
    taken.set(network.id, { macs: new Set(), addresses: new Set([network.gateway]) })
  for (const port of present.ports) {
    taken.get(port.network_id)?.macs.add(port.mac)
    taken.get(port.network_id)?.addresses.add(port.address)
  }
  // Addresses that the spec itself gives are kept from being given to others.
  const wished = new Set(spec.vms.flatMap(vm => vm.interfaces.map(port => `${port.network} ${port.address}`)))

  const vms = spec.vms.map(vm => ({ spec: vm, id: newId<'vm'>(), name: freeName(vm.name, names) }))
  const volumes = []
  const disks = []
  const interfaces = []
  // A guest that goes on believes that it still has the addresses that it had.
  const moved = new Set<string>()
  for (const vm of vms) {
    for (const [position, disk] of vm.spec.disks.entries()) {
      const volume = newId<'volume'>()
      volumes.push({
        ...ofLab,
        id: volume,
        parent_id: disk.source.kind === 'layer' ? disk.source.layer : null,
        size_bytes: disk.sizeBytes ?? asLargeAsItsLayer,
      })
      disks.push({ ...ofLab, id: newId<'disk'>(), vm_id: vm.id, volume_id: volume, name: disk.name, position })
    }
    for (const [position, port] of vm.spec.interfaces.entries()) {
      const network = known.get(port.network)
      const used = network && taken.get(network.id)
      if (!network || !used) throw new Problem('not-found', `The lab has no network ${port.network}.`)
      const address =
        port.address !== null && !used.addresses.has(port.address)
          ? port.address
          : addressFor(network, used.addresses, wished)
      const mac = port.mac !== null && !used.macs.has(port.mac) ? port.mac : freeMac(random, used.macs)
      if (mac !== port.mac || address !== port.address) moved.add(vm.id)
      used.addresses.add(address)
      used.macs.add(mac)
      interfaces.push({
        ...ofLab,
        id: newId<'interface'>(),
        vm_id: vm.id,
        network_id: network.id,
        position,
        mac,
        address,
      })
    }
  }
  return {
    networks,
    vms: vms.map(({ spec: vm, id, name }) => ({
      ...ofLab,
      id,
      name,
      description: vm.description,
      cores: vm.cores,
      memory_mib: vm.memoryMiB,
      firmware: vm.firmware,
      profile: vm.profile,
      start_stage: vm.startStage,
      user_data: vm.userData,
      cd_asset_id: vm.cd,
      memory_layer_id: moved.has(id) ? null : vm.memory,
    })),
    volumes,
    disks,
    interfaces,
  }
}
export type LabRows = ReturnType<typeof instantiate>

function freeName(name: string, taken: Set<string>): string {
  let free = name
  for (let number = 2; taken.has(free); number += 1) free = `${name.slice(0, 63 - String(number).length - 1)}-${number}`
  taken.add(free)
  return free
}

/**
 * A free address of a network, besides those in `kept`, which are named by network and address.
 *
 * @throws Problem `no-free-address`
 */
export function addressFor(
  network: { name: string; cidr: string },
  taken: ReadonlySet<string>,
  kept: ReadonlySet<string> = new Set(),
): string {
  const prefix = `${network.name} `
  const avoided = new Set([
    ...taken,
    ...[...kept].filter(mark => mark.startsWith(prefix)).map(mark => mark.slice(prefix.length)),
  ])
  const address = freeAddress(network.cidr, avoided)
  if (address === undefined)
    throw new Problem(
      'no-free-address',
      `Network ${network.name} (${network.cidr}) has no free address. Remove an interface, or use a larger network.`,
    )
  return address
}

export function freeMac(random: (bytes: Uint8Array) => void, taken: ReadonlySet<string>): string {
  const bytes = new Uint8Array(3)
  for (;;) {
    random(bytes)
    const mac = macFrom(bytes)
    if (!taken.has(mac)) return mac
  }
}

/** The machines of new rows that a start brings up: with memory those that have it, else all. */
export function startedOf({ vms }: Pick<LabRows, 'vms'>): VmId[] {
  const inFlight = vms.filter(vm => vm.memory_layer_id !== null)
  return (inFlight.length > 0 ? inFlight : vms).map(vm => vm.id)
}
