import type {
  AssetId,
  DiskId,
  Firmware,
  GuestProfile,
  InterfaceId,
  LayerId,
  NetworkId,
  ProblemCode,
  VmId,
} from '@paddock/model'

/** Why something is not as it should be, as hosts report it. */
export interface StoredTrouble {
  readonly code: ProblemCode
  readonly message: string
}

/** What a change changed, by field: before, and after. */
export type StoredChanges = Readonly<Record<string, readonly [before: unknown, after: unknown]>>

/** What a guest's agent told last. */
export interface StoredAgent {
  readonly connected: boolean
  readonly addresses: readonly { readonly mac: string; readonly address: string }[]
}

/** What a host said of itself last. */
export interface StoredHostFacts {
  readonly cores: number
  readonly memoryMiB: number
  readonly memoryAvailableMiB: number
  readonly diskBytes: number
  readonly diskAvailableBytes: number
  readonly accelerator: 'kvm' | 'tcg' | 'simulated'
  readonly acceleratorReason: string
  readonly qemuVersion: string
  /** Not told by hosts of older versions. */
  readonly machineType?: string
  readonly cpuModel?: string
  readonly kernel: string
}

/** A lab's machines, networks and disks as they were when a snapshot was taken. Ids are those of that lab. */
export interface StoredSnapshot {
  readonly networks: readonly {
    readonly id: NetworkId
    readonly name: string
    readonly cidr: string
    readonly gateway: string
    readonly domain: string
    readonly dhcp: boolean
    readonly dns: boolean
    readonly nat: boolean
  }[]
  readonly vms: readonly {
    readonly id: VmId
    readonly name: string
    readonly description: string
    readonly cores: number
    readonly memoryMiB: number
    readonly firmware: Firmware
    readonly profile: GuestProfile
    readonly startStage: number
    readonly userData: string
    readonly cdAsset: AssetId | null
    /** Since when it has been there: RFC 3339. */
    readonly createdAt: string
    /** Whether it ran. */
    readonly ran: boolean
    /** What it goes on from; null: it boots. */
    readonly memory: LayerId | null
    readonly disks: readonly {
      readonly id: DiskId
      readonly name: string
      readonly position: number
      /** What the disk held; null: nothing yet. */
      readonly layer: LayerId | null
      readonly sizeBytes: number
    }[]
    readonly interfaces: readonly {
      readonly id: InterfaceId
      readonly network: NetworkId
      readonly position: number
      readonly mac: string
      readonly address: string
      readonly connected: boolean
    }[]
  }[]
}
