import { type MachineSeen, type MachineWanted, machineWanted } from '@paddock/host-api'
import type { ProcessIdentity } from '@paddock/linux'
import type { InterfaceId, VolumeId } from '@paddock/model'
import { type RunFolder, readOrNull, writeWhole } from './folder.ts'

/**
 * What the driver has to know of a run after its own death.
 *
 * Written before what it tells of is done, so it may name a device that is not there yet, and never lacks one that is.
 */
export interface RunRecord {
  /** As it was started or last updated, without its user data. */
  readonly machine: MachineWanted
  /** Which of the installation's users QEMU runs as. */
  readonly slot: number
  /** The boot of this computer in which the run began. */
  readonly bootId: string
  /** Null until QEMU is started. */
  readonly process: ProcessIdentity | null
  /** Null until the guest's processors run. */
  readonly startedAt: string | null
  readonly resetsDone: number
  /** Whether a guest that went on from memory has been told from its siblings. */
  readonly identity: MachineSeen['identity']
  /** True from the moment before it stands still to rest: another daemon does not let it go on by itself. */
  readonly standsStill: boolean
  /** True once the run was told to end. */
  readonly stopAsked: boolean
  readonly disks: readonly { readonly slot: number; readonly volume: VolumeId }[]
  readonly nics: readonly { readonly slot: number; readonly interface: InterfaceId }[]
  /** The file that the first disk is written to: UEFI's variables are kept beside it. */
  readonly firstDisk: string | null
  readonly end: MachineSeen['end']
}

/** Written at each step of a start: a crash of the computer ends the run anyhow, so only the end is made durable. */
export function writeRecord(folder: RunFolder, record: RunRecord): void {
  writeWhole(folder.record, JSON.stringify(record), { durable: record.end !== null })
}

/** Null when there is none, or none that this version understands. */
export function readRecord(folder: RunFolder): RunRecord | null {
  const text = readOrNull(folder.record)
  if (text === null) return null
  try {
    const record = JSON.parse(text) as RunRecord
    const { identity = 'own', standsStill = false } = record
    return { ...record, identity, standsStill, machine: machineWanted.parse(record.machine) }
  } catch {
    return null
  }
}

export function withoutUserData(machine: MachineWanted): MachineWanted {
  return { ...machine, seed: { ...machine.seed, userData: '' } }
}
