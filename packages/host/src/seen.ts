import type { FenceSeen, LayerSeen, MachineSeen, MachineWanted, Trouble, VolumeSeen } from '@paddock/host-api'
import type { LabId, LayerId, RunId, SnapshotId, VolumeId } from '@paddock/model'
import type { RunRecord } from './record.ts'
import type { SnapshotRecord } from './snapshot-record.ts'
import type { Step, Subject } from './step.ts'

/** A step that failed, and when it is worth trying again. */
export interface Failure {
  /** What was wanted then. Once something else is wanted the failure counts no more. */
  readonly print: string
  readonly attempts: number
  readonly retryAt: number
  readonly trouble: Trouble
}

/** Everything that a plan looks at besides the assignment. */
export interface Seen {
  readonly machines: ReadonlyMap<RunId, MachineSeen>
  readonly fences: ReadonlyMap<LabId, FenceSeen>
  readonly volumes: ReadonlyMap<VolumeId, VolumeSeen>
  readonly layers: ReadonlyMap<LayerId, LayerSeen>
  /** Layers of memory. */
  readonly memories: ReadonlyMap<LayerId, LayerSeen>
  readonly records: ReadonlyMap<RunId, RunRecord>
  readonly snapshots: ReadonlyMap<SnapshotId, SnapshotRecord>
  /** Steps under way. */
  readonly busy: ReadonlyMap<Subject, Step>
  /** What this daemon made true, by subject: each thing is gone over once after a start of the daemon. */
  readonly settled: ReadonlyMap<Subject, string>
  readonly failures: ReadonlyMap<Subject, Failure>
  readonly progress: ReadonlyMap<LayerId, { readonly step: string; readonly fraction: number }>
  readonly bootId: string
  readonly now: Date
}

/** True when a process of the run may exist. */
export function isAlive(seen: Seen, run: RunId): boolean {
  const machine = seen.machines.get(run)
  if (machine !== undefined && machine.power !== 'ended') return true
  const step = seen.busy.get(`machine:${run}`)
  return step?.do === 'start-machine' || step?.do === 'stop-machine' || step?.do === 'update-machine'
}

/** What every living run is or may be made of: as recorded, and as the step under way has it. */
export function* livingMachines(seen: Seen): Generator<MachineWanted> {
  for (const [run, record] of seen.records) if (isAlive(seen, run)) yield record.machine
  for (const step of seen.busy.values()) {
    if (step.do === 'start-machine' || step.do === 'update-machine') yield step.machine
    if (step.do === 'take-snapshot') yield* step.machines
  }
}

/** Volumes that some living run writes to. */
export function volumesInUse(seen: Seen): Set<VolumeId> {
  const used = new Set<VolumeId>()
  for (const machine of livingMachines(seen)) for (const disk of machine.disks) used.add(disk.volume)
  return used
}

/** True while a failure says to wait before the same is tried again. */
export function backsOff(seen: Seen, subject: Subject, print: string): boolean {
  const failure = seen.failures.get(subject)
  return failure !== undefined && failure.print === print && failure.retryAt > seen.now.getTime()
}
