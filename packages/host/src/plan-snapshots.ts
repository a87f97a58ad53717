import type { MachineWanted, SnapshotWanted, Trouble } from '@paddock/host-api'
import type { RunId } from '@paddock/model'
import { readiness, type Wanted } from './needs.ts'
import type { Seen } from './seen.ts'
import type { Step } from './step.ts'

/** A snapshot is taken when all its machines run and nothing else is done to them. It fails once one of them can't be in it any more. */
export function* planSnapshots(wanted: Wanted, seen: Seen): Generator<Step> {
  for (const snapshot of wanted.assignment.snapshots) {
    const record = seen.snapshots.get(snapshot.snapshot)
    if (isOver(seen, snapshot) || seen.busy.has(`snapshot:${snapshot.snapshot}`)) continue
    if (record?.phase === 'begun') yield { do: 'fail-snapshot', snapshot, trouble: brokenOff }
    else yield* planSnapshot(wanted, seen, snapshot)
  }
  const known = new Set(wanted.assignment.snapshots.map(({ snapshot }) => snapshot))
  for (const snapshot of seen.snapshots.keys())
    if (!known.has(snapshot) && !seen.busy.has(`snapshot:${snapshot}`)) yield { do: 'forget-snapshot', snapshot }
}

function* planSnapshot(wanted: Wanted, seen: Seen, snapshot: SnapshotWanted): Generator<Step> {
  const machines: MachineWanted[] = []
  for (const { run, memory } of snapshot.machines) {
    const machine = wanted.machines.get(run)
    const there = seen.machines.get(run)
    const began = seen.records.get(run)
    if (machine === undefined || machine.want !== 'running' || began?.end) {
      yield { do: 'fail-snapshot', snapshot, trouble: notRunning }
      return
    }
    // The layer has to be named by the same assignment, or nobody would know what it is.
    if (memory !== null && wanted.layers.get(memory)?.want !== 'present') {
      yield { do: 'fail-snapshot', snapshot, trouble: brokenOff }
      return
    }
    if (there?.power !== 'running' || there.standsStill || seen.busy.has(`machine:${run}`)) return
    const ready = readiness(wanted, seen, machine)
    const trouble = ready.is === 'hopeless' ? ready.trouble : noRoomForTops(seen, machine)
    if (trouble !== null) {
      yield { do: 'fail-snapshot', snapshot, trouble }
      return
    }
    if (ready.is !== 'ready') return
    machines.push(machine)
  }
  yield { do: 'take-snapshot', snapshot, machines }
}

/** A snapshot does not wait for room. The tops come when there is some: until then the machine goes on with those that it has. */
function noRoomForTops(seen: Seen, machine: MachineWanted): Trouble | null {
  const troubles = machine.disks.map(({ volume }) => seen.failures.get(`volume:${volume}`)?.trouble)
  return troubles.find(trouble => trouble?.code === 'disk-full') ?? null
}

const isOver = (seen: Seen, { snapshot }: SnapshotWanted): boolean => {
  const phase = seen.snapshots.get(snapshot)?.phase
  return phase === 'taken' || phase === 'failed'
}

/** True while a snapshot of the run is still to come or under way: its newer tops wait for the instant. */
export const awaitsSnapshot = (wanted: Wanted, seen: Seen, run: RunId): boolean =>
  wanted.assignment.snapshots.some(
    snapshot => !isOver(seen, snapshot) && snapshot.machines.some(machine => machine.run === run),
  )

/** Whether a machine stays still (`rests`), is on the way to that (`undecided`), or runs: a failed snapshot has let go of it. */
export type Rest = 'rests' | 'undecided' | 'goes on'

/** The ledger's word that the snapshot is taken decides, so that all of its machines rest, or none. */
export function restOf(wanted: Wanted, seen: Seen, run: RunId): Rest {
  for (const { snapshot, machines } of wanted.assignment.snapshots) {
    if (!machines.some(machine => machine.run === run && machine.rests)) continue
    const phase = seen.snapshots.get(snapshot)?.phase
    if (phase === 'taken') return 'rests'
    if (phase === 'begun' || seen.busy.has(`snapshot:${snapshot}`)) return 'undecided'
  }
  return 'goes on'
}

const brokenOff: Trouble = {
  code: 'snapshot-failed',
  message: 'The snapshot was broken off by an interruption of the host. The machines go on.',
}
const notRunning: Trouble = {
  code: 'snapshot-failed',
  message: 'A machine was switched off before the snapshot was taken.',
}
