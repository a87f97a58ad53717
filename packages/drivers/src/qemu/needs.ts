import type { Log } from '@paddock/host-api'
import type { CgroupTree } from '@paddock/linux'
import type { Compatibility } from './memory/layer-file.ts'
import type { MemoryStore } from './memory/store.ts'

/** What the driver is made with. */
export interface QemuMachinesOptions {
  /** The driver's own folder, which root alone may enter. Not longer than some 40 bytes: paths of sockets are short (unix(7)). */
  readonly folder: string
  /** The installation's tag: four hex digits that keep two installations on one machine apart. */
  readonly tag: string
  readonly clock: () => Date
  readonly log: Log
  /** Called before each act on the host, with its name: a test ends the work there. */
  readonly step?: (name: string) => void
}

/** {@link QemuMachinesOptions} and what the driver found out about the machine. */
export interface RunNeeds extends QemuMachinesOptions {
  readonly memories: MemoryStore
  /** What machines are made of here. */
  readonly platform: Pick<Compatibility, 'accelerator' | 'machineType' | 'cpuModel' | 'qemuVersion'>
  readonly cgroups: CgroupTree
  readonly bootId: string
  changed(): void
}
