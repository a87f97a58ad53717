import type { MachineSeen, MachineWanted, Trouble } from '@paddock/host-api'
import type { RunId, VolumeId } from '@paddock/model'
import { readiness, type Wanted } from './needs.ts'
import { awaitsSnapshot, type Rest, restOf } from './plan-snapshots.ts'
import { type RunEnd, type RunRecord, strayMachine } from './record.ts'
import { isAlive, livingMachines, type Seen } from './seen.ts'
import { printOf, type Step } from './step.ts'

/** What is to be done about every run that is assigned. */
export function* planMachines(wanted: Wanted, seen: Seen): Generator<Step> {
  const writers = writersOf(seen)
  for (const machine of wanted.machines.values()) yield* planMachine({ wanted, seen, writers }, machine)
}

interface Around {
  readonly wanted: Wanted
  readonly seen: Seen
  readonly writers: ReadonlyMap<VolumeId, ReadonlySet<RunId>>
}

/** Which living runs write to each volume. */
function writersOf(seen: Seen): Map<VolumeId, Set<RunId>> {
  const writers = new Map<VolumeId, Set<RunId>>()
  for (const { run, disks } of livingMachines(seen))
    for (const { volume } of disks) writers.set(volume, (writers.get(volume) ?? new Set()).add(run))
  return writers
}

/** The volumes of a machine and everything that they lie on: a layer that was a volume has the volume's id. */
function* imagesOf(wanted: Wanted, machine: MachineWanted): Generator<VolumeId> {
  for (const { volume } of machine.disks) {
    yield volume
    for (let layer = wanted.volumes.get(volume)?.parent ?? null; layer !== null; ) {
      yield layer as string as VolumeId
      layer = wanted.layers.get(layer)?.parent ?? null
    }
  }
}

function* planMachine({ wanted, seen, writers }: Around, machine: MachineWanted): Generator<Step> {
  const { run } = machine
  const record = seen.records.get(run)
  const there = seen.machines.get(run)
  const busy = seen.busy.get(`machine:${run}`)
  const rest = restOf(wanted, seen, run)

  if (record?.end) {
    // A run that ended never starts again. What is left of a failed start is cleared away.
    if (there !== undefined && there.power !== 'ended') yield { do: 'stop-machine', machine, how: 'off' }
    return
  }
  if (busy === undefined) {
    const end = endSeen({ seen, machine, record, there, rest })
    if (end !== null) {
      yield { do: 'end-machine', machine, end }
      return
    }
  }
  if (machine.want !== 'running') {
    yield* planStop(seen, machine, there)
    return
  }
  const ready = readiness(wanted, seen, machine)
  if (there === undefined || there.power === 'starting' || there.power === 'waiting') {
    if (busy !== undefined) return
    // A run before this one may still be on its way down, or the one that an image was sealed under not yet have let go of it: QEMU locks it.
    const held = imagesOf(wanted, machine).some(image => [...(writers.get(image) ?? [])].some(other => other !== run))
    if (held) yield { do: 'wait', run, step: 'Waiting for the disk to be let go' }
    else if (ready.is === 'ready') yield { do: 'start-machine', machine }
    else if (ready.is === 'waiting') yield { do: 'wait', run, step: ready.step }
    else yield { do: 'end-machine', machine, end: endedNow(seen, 'start-failed', ready.trouble) }
    return
  }
  // Its memory is safe and its disks are of that instant: it must not go on.
  if (rest === 'rests') {
    yield { do: 'stop-machine', machine, how: 'off' }
    return
  }
  if (there.standsStill && rest === 'goes on') {
    if (busy === undefined) yield { do: 'go-on', run }
    return
  }
  if (awaitsSnapshot(wanted, seen, run)) return
  if (there.power === 'running' && ready.is === 'ready' && seen.settled.get(`machine:${run}`) !== printOf(machine))
    yield { do: 'update-machine', machine }
}

function* planStop(seen: Seen, machine: MachineWanted, there: MachineSeen | undefined): Generator<Step> {
  const busy = seen.busy.get(`machine:${machine.run}`)
  if (there === undefined && busy === undefined) {
    yield { do: 'end-machine', machine, end: endedNow(seen, 'stopped', null) }
    return
  }
  yield { do: 'stop-machine', machine, how: machine.want === 'off' ? 'off' : 'stopped' }
}

/** The end of a run that is not written down yet: the driver saw it, or its process is gone without a trace. */
function endSeen(of: {
  readonly seen: Seen
  readonly machine: MachineWanted
  readonly record: RunRecord | undefined
  readonly there: MachineSeen | undefined
  readonly rest: Rest
}): RunEnd | null {
  const { seen, machine, record, there, rest } = of
  // One that rests has lost nothing, however its process ended.
  const formerBoot = record !== undefined && record.bootId !== seen.bootId && rest !== 'rests'
  const asked = machine.want !== 'running' || rest === 'rests'
  if (there === undefined) {
    // `starting` in this boot and unknown to the driver: the daemon died before the driver did anything. It starts now.
    if (record === undefined || (record.phase === 'starting' && !formerBoot)) return null
    return endedNow(seen, formerBoot ? 'host-restarted' : asked ? 'stopped' : 'crashed', null)
  }
  if (there.power !== 'ended') return null
  const end = there.end ?? endedNow(seen, 'crashed', null)
  switch (end.reason) {
    case 'crashed':
      return { ...end, reason: formerBoot ? 'host-restarted' : asked ? 'stopped' : 'crashed' }
    case 'guest-shutdown':
      return { ...end, reason: asked ? 'stopped' : 'guest-shutdown' }
    case 'stopped':
    case 'start-failed':
    case 'no-capacity':
    case 'host-restarted':
      return end
  }
}

const endedNow = (seen: Seen, reason: RunEnd['reason'], trouble: Trouble | null): RunEnd => ({
  reason,
  at: seen.now.toISOString(),
  trouble,
})

/** Runs that no assignment names: ended by force, then forgotten, the ended ones of before too. */
export function* planStrays(wanted: Wanted, seen: Seen): Generator<Step> {
  for (const run of new Set([...seen.machines.keys(), ...seen.records.keys()])) {
    if (wanted.machines.has(run)) continue
    const machine = seen.records.get(run)?.machine ?? strayMachine(run)
    if (isAlive(seen, run)) yield { do: 'stop-machine', machine: off(machine), how: 'off' }
    else yield { do: 'forget-machine', run }
  }
}

const off = (machine: MachineWanted): MachineWanted => (machine.want === 'off' ? machine : { ...machine, want: 'off' })
