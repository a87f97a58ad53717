import { type MachineWanted, machineWanted } from '@paddock/host-api'
import { endReason, idSchema, problemCode, type RunId } from '@paddock/model'
import { z } from 'zod'

/** How a run ended, as the report says it. */
export const runEnd = z.object({
  reason: endReason,
  at: z.iso.datetime(),
  trouble: z.object({ code: problemCode, message: z.string() }).nullable(),
})
export type RunEnd = z.infer<typeof runEnd>

/**
 * What the ledger remembers of one run, so that a run that ended never starts again, whoever dies in between.
 *
 * `starting` is written before the driver is asked to start it, `running` after it did.
 */
export const runRecord = z.object({
  run: idSchema<'run'>(),
  phase: z.enum(['starting', 'running', 'ended']),
  /** The boot of the computer in which it was started. */
  bootId: z.string(),
  startedAt: z.iso.datetime().nullable(),
  /** As it was last made true: its disks tell what it writes to. Its user data is left out, which may hold secrets. */
  machine: machineWanted,
  end: runEnd.nullable(),
})
export type RunRecord = z.infer<typeof runRecord>

export const withoutSecrets = (machine: MachineWanted): MachineWanted => ({
  ...machine,
  seed: { ...machine.seed, userData: '' },
})

/** Enough of a machine to end a run that nobody can describe any more: it is alive, and neither assigned nor recorded. */
export const strayMachine = (run: RunId): MachineWanted => ({
  run,
  vm: run as string as MachineWanted['vm'],
  lab: run as string as MachineWanted['lab'],
  want: 'off',
  graceSeconds: 0,
  resets: 0,
  name: 'stray',
  cores: 1,
  memoryMiB: 32,
  firmware: 'bios',
  profile: 'generic',
  memory: null,
  disks: [],
  drives: [],
  interfaces: [],
  seed: { instanceId: '', hostname: '', userData: '' },
})
