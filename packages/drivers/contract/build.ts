import { randomFillSync } from 'node:crypto'
import type {
  Assignment,
  FenceWanted,
  LayerWanted,
  MachineWanted,
  NetworkWanted,
  PortWanted,
  VolumeWanted,
} from '@paddock/host-api'
import { type HostId, idsFrom, type LabId, type LayerId, macFrom, type RunId } from '@paddock/model'

export const newId = idsFrom(
  () => new Date(),
  bytes => void randomFillSync(bytes),
)

const MiB = 1024 ** 2

export const someLayer = (recipe = 'empty-disk', over: Partial<LayerWanted> = {}): LayerWanted => ({
  layer: newId<'layer'>(),
  want: 'present',
  kind: 'disk',
  format: 'qcow2',
  parent: null,
  source: { kind: 'recipe', recipe },
  ...over,
})

export const someVolume = (over: Partial<VolumeWanted> = {}): VolumeWanted => ({
  volume: newId<'volume'>(),
  disk: newId<'disk'>(),
  want: 'present',
  parent: null,
  sizeBytes: 16 * MiB,
  ...over,
})

export const someNetwork = (over: Partial<NetworkWanted> = {}): NetworkWanted => ({
  network: newId<'network'>(),
  name: 'front',
  cidr: '10.0.0.0/24',
  gateway: '10.0.0.1',
  domain: 'lab.internal',
  dhcp: true,
  dns: true,
  nat: true,
  ...over,
})

export const somePort = (network: NetworkWanted, over: Partial<PortWanted> = {}): PortWanted => ({
  interface: newId<'interface'>(),
  network: network.network,
  name: 'one',
  mac: macFrom(randomFillSync(new Uint8Array(3))),
  address: '10.0.0.11',
  connected: true,
  ...over,
})

let labNumber = process.pid % 10_000

export function someFence(over: Partial<FenceWanted> = {}): FenceWanted {
  labNumber += 1
  return { lab: newId<'lab'>(), number: labNumber, networks: [], ports: [], ...over }
}

export const someMachine = (over: Partial<MachineWanted> = {}): MachineWanted => ({
  run: newId<'run'>(),
  vm: newId<'vm'>(),
  lab: newId<'lab'>(),
  want: 'running',
  graceSeconds: 60,
  resets: 0,
  name: 'one',
  cores: 1,
  memoryMiB: 64,
  firmware: 'bios',
  profile: 'linux',
  memory: null,
  disks: [],
  drives: [{ position: 0, layer: null }],
  interfaces: [],
  seed: { instanceId: newId(), hostname: 'one', userData: '' },
  ...over,
})

/** A lab as an assignment has it: machines with one disk on a layer and one interface each. */
export interface SomeLab {
  readonly lab: LabId
  readonly fence: FenceWanted
  readonly volumes: VolumeWanted[]
  readonly machines: MachineWanted[]
}

export function someLab({
  machines,
  layer,
  lab = newId<'lab'>(),
}: {
  machines: number
  layer: LayerId | null
  lab?: LabId
}): SomeLab {
  const network = someNetwork()
  const made = Array.from({ length: machines }, (_, at) => {
    const name = `vm-${at + 1}`
    const port = somePort(network, { name, address: `10.0.0.${at + 11}` })
    const volume = someVolume({ parent: layer })
    const machine = someMachine({
      lab,
      name,
      disks: [{ disk: volume.disk, volume: volume.volume, position: 0 }],
      interfaces: [
        { interface: port.interface, network: network.network, mac: port.mac, position: 0, connected: true },
      ],
    })
    return { port, volume, machine }
  })
  return {
    lab,
    fence: someFence({ lab, networks: [network], ports: made.map(({ port }) => port) }),
    volumes: made.map(({ volume }) => volume),
    machines: made.map(({ machine }) => machine),
  }
}

/** The whole assignment of a host with some labs. */
export const someAssignment = (of: {
  host: HostId
  generation: number
  layers?: LayerWanted[]
  labs?: readonly SomeLab[]
}): Assignment => ({
  host: of.host,
  generation: of.generation,
  layers: of.layers ?? [],
  volumes: (of.labs ?? []).flatMap(({ volumes }) => volumes),
  fences: (of.labs ?? []).map(({ fence }) => fence),
  machines: (of.labs ?? []).flatMap(({ machines }) => machines),
  snapshots: [],
})

/** The next run of the same machine. */
export const nextRun = (machine: MachineWanted): MachineWanted => ({
  ...machine,
  run: newId<'run'>() as RunId,
  want: 'running',
})

/** Enough of a machine to power a run off that only its id is known of. */
export const strayMachine = (run: RunId): MachineWanted => someMachine({ run, want: 'off', graceSeconds: 0 })
