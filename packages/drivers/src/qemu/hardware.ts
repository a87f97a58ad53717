import type { Firmware, GuestProfile } from '@paddock/model'

/** What a machine runs on. */
export type Accelerator = 'kvm' | 'tcg'

/** One image of a disk's chain as QEMU gets it: an open descriptor in a set of QEMU's, never a path. */
export interface ImageNode {
  /** Name of the node that reads the format. The one of the file below is made from it. */
  readonly node: string
  readonly format: 'qcow2' | 'raw'
  /** Number of QEMU's descriptor set (`-add-fd`) that holds the file. */
  readonly set: number
  readonly writable: boolean
}

/** A disk in one of the machine's slots. */
export interface DiskHardware {
  readonly slot: number
  /** Shown to the guest, which can find the disk by it (`/dev/disk/by-id`). */
  readonly serial: string
  /** Top first. */
  readonly chain: readonly ImageNode[]
}

/** A CD drive. `medium` is null in an empty one. */
export interface DriveHardware {
  readonly slot: number
  readonly medium: ImageNode | null
}

export interface NicHardware {
  readonly slot: number
  readonly mac: string
  /** QEMU's descriptor of the tap. */
  readonly tap: number
}

/** Everything that decides how QEMU is started: nothing in it names a path, a user or a tenant. */
export interface MachineHardware {
  /** The run's id: what QEMU is called. Never a name that somebody chose. */
  readonly run: string
  /** The VM's id, which the guest sees as its board's UUID. */
  readonly vm: string
  readonly accelerator: Accelerator
  readonly profile: GuestProfile
  readonly firmware: Firmware
  readonly cores: number
  readonly memoryMiB: number
  /** QEMU's descriptors of the memory layer that it goes on from and of the devices' state. Null: it boots. */
  readonly memory: { readonly layer: number; readonly devices: number } | null
  readonly disks: readonly DiskHardware[]
  readonly drives: readonly DriveHardware[]
  /** The NoCloud seed. */
  readonly seed: ImageNode
  /** UEFI's variables; null for a BIOS. */
  readonly nvram: ImageNode | null
  readonly nics: readonly NicHardware[]
  /** Set that holds the file to which the serial port's output is appended. */
  readonly serialLogSet: number
  /** The inherited descriptors and the sets they go to. */
  readonly descriptors: readonly InheritedDescriptor[]
}

export interface InheritedDescriptor {
  readonly descriptor: number
  readonly set: number
  /** What it is open for, as its note in QEMU: writing is taken back when a disk is sealed. */
  readonly opaque: 'read' | 'write'
}

/** How many disks and NICs a machine has slots for. Those that are empty at its start take what is plugged in later. */
export const slots = { disks: 8, nics: 8 } as const
