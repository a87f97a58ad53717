import type { Clock } from '@paddock/host'
import type { Log } from '@paddock/host-api'
import type { CgroupTree } from '@paddock/linux'
import type { Accelerator } from './hardware.ts'

/** What the driver is made with. */
export interface QemuNeeds {
  /** The driver's own folder, which root alone may enter. Not longer than some 40 bytes: paths of sockets are short (unix(7)). */
  readonly folder: string
  /** The installation's tag: four hex digits that keep two installations on one machine apart. */
  readonly tag: string
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
}

/** {@link QemuNeeds} and what the driver found out about the machine. */
export interface RunNeeds extends QemuNeeds {
  readonly accelerator: Accelerator
  readonly cgroups: CgroupTree
  readonly bootId: string
  changed(): void
}
