import type { MachineNeeds } from '@paddock/host'
import type { MachineWanted, Trouble } from '@paddock/host-api'
import type { QmpClient } from '@paddock/qmp'
import { dropUnused } from './live-blocks.ts'
import { changeMedia } from './media.ts'
import { plugDisks, unplugDisks } from './plug-disks.ts'
import { plugNics, setLinks, unplugNics } from './plug-nics.ts'
import type { RunRecord } from './record.ts'
import { putTops } from './tops.ts'

/** A living machine whose hardware is changed. */
export interface Changing {
  readonly qmp: QmpClient
  readonly machine: MachineWanted
  readonly needs: MachineNeeds
  readonly tag: string
  /** Of the run, among the installation's. */
  readonly slot: number
  record(): RunRecord
  write(change: Partial<RunRecord>): void
  /** The file with UEFI's variables, where the machine has them. */
  readonly nvram: string
}

/**
 * Brings a living machine's hardware to what is wanted. What is so already is left alone, so it may be repeated after being cut off anywhere.
 *
 * Newer tops come first: a snapshot's instant must not wait for a guest that is slow to let go of a device. Returns what has to wait
 * until the machine is started anew.
 */
export async function bringUpToDate(changing: Changing): Promise<Trouble | null> {
  await putTops(changing)
  const disksWait = await unplugDisks(changing)
  await unplugNics(changing)
  await plugDisks(changing)
  await plugNics(changing)
  await setLinks(changing)
  await changeMedia(changing)
  await dropUnused(changing.qmp)
  await reset(changing)
  return disksWait
}

/** Does the resets that are missing, as one. */
async function reset({ qmp, machine, record, write }: Changing): Promise<void> {
  if (record().resetsDone >= machine.resets) return
  await qmp.execute('system_reset')
  write({ resetsDone: machine.resets })
}
