import type { Assignment, LayerWanted, MachineWanted, Trouble } from '@paddock/host-api'
import type { LayerId, RunId, SnapshotId, VolumeId } from '@paddock/model'
import { isAlive, type Seen } from './seen.ts'
import { printOf } from './step.ts'

/** Whether a machine has what it needs: yes, not yet and what for, or not any more. */
export type Readiness = { readonly is: 'ready' } | { readonly is: 'waiting'; readonly step: string } | Hopeless
type Hopeless = { readonly is: 'hopeless'; readonly trouble: Trouble }

/** So often is a fence or a volume tried before the machine that waits for it is given up: about half a minute. */
const attemptsBeforeGivingUp = 6

/** An assignment by id, made once. */
export interface Wanted {
  readonly assignment: Assignment
  readonly layers: ReadonlyMap<string, LayerWanted>
  readonly volumes: ReadonlyMap<string, Assignment['volumes'][number]>
  readonly fences: ReadonlyMap<string, Assignment['fences'][number]>
  readonly machines: ReadonlyMap<string, MachineWanted>
}

const indexed = new WeakMap<Assignment, Wanted>()

export function wantedBy(assignment: Assignment): Wanted {
  let wanted = indexed.get(assignment)
  if (wanted === undefined) {
    wanted = {
      assignment,
      layers: new Map(assignment.layers.map(layer => [layer.layer, layer])),
      volumes: new Map(assignment.volumes.map(volume => [volume.volume, volume])),
      fences: new Map(assignment.fences.map(fence => [fence.lab, fence])),
      machines: new Map(assignment.machines.map(machine => [machine.run, machine])),
    }
    indexed.set(assignment, wanted)
  }
  return wanted
}

/** True when the layer's file is there to be read. One that was a volume has the volume's file (`layerOfVolume`). */
export const layerIsThere = (seen: Seen, layer: LayerId): boolean =>
  seen.layers.get(layer)?.state === 'present' ||
  seen.memories.get(layer)?.state === 'present' ||
  seen.volumes.get(layer as string as VolumeId)?.state === 'present'

/** Whether disks, media and networks of a machine are as it needs them. First lack wins. */
export function readiness(wanted: Wanted, seen: Seen, machine: MachineWanted): Readiness {
  for (const layer of layersNeeded(wanted, machine)) {
    const state = layerReadiness(wanted, seen, layer)
    if (state.is !== 'ready') return state
  }
  for (const disk of machine.disks) {
    const state = volumeReadiness(wanted, seen, { run: machine.run, volume: disk.volume })
    if (state.is !== 'ready') return state
  }
  return machine.interfaces.length === 0 ? { is: 'ready' } : fenceReadiness(wanted, seen, machine)
}

/** The layers that a machine cannot come up without: under its disks, in its drives, and its memory. */
export function layersNeeded(wanted: Wanted, machine: MachineWanted): LayerId[] {
  const parents = machine.disks.map(disk => wanted.volumes.get(disk.volume)?.parent ?? null)
  const media = machine.drives.map(drive => drive.layer)
  return [...parents, ...media, machine.memory].filter(layer => layer !== null)
}

/** Said of a layer whose volume is not here. Nothing can make it again: it was the only copy. */
export const lostVolume: Trouble = {
  code: 'image-not-made',
  message: 'The disk that this image was to be made of is not on the host.',
}

function layerReadiness(wanted: Wanted, seen: Seen, layer: LayerId): Readiness {
  if (layerIsThere(seen, layer)) return { is: 'ready' }
  const failure = seen.failures.get(`layer:${layer}`)
  const asked = wanted.layers.get(layer)
  if (failure !== undefined && asked !== undefined && failure.print === printOf(asked))
    return { is: 'hopeless', trouble: failure.trouble }
  if (asked?.source.kind === 'snapshot') return snapshotReadiness(wanted, seen, asked.source.snapshot)
  if (asked?.source.kind === 'volume') return { is: 'hopeless', trouble: lostVolume }
  if (asked?.parent && !layerIsThere(seen, asked.parent)) return layerReadiness(wanted, seen, asked.parent)
  const progress = seen.progress.get(layer)
  const percent = progress === undefined ? '' : `: ${Math.floor(progress.fraction * 100)} %`
  return { is: 'waiting', step: `Waiting for the image${percent}` }
}

/** Said of a memory layer that is not here and does not come. */
export const lostMemory: Trouble = {
  code: 'image-not-made',
  message: 'The memory that the machine was to go on from is not on the host. Start it from its disks.',
}

/** Memory that is not here comes with its snapshot, or never. */
function snapshotReadiness(wanted: Wanted, seen: Seen, snapshot: SnapshotId): Readiness {
  const comes = wanted.assignment.snapshots.some(other => other.snapshot === snapshot)
  const record = seen.snapshots.get(snapshot)
  if (!comes || record?.phase === 'failed' || record?.phase === 'taken') return { is: 'hopeless', trouble: lostMemory }
  return { is: 'waiting', step: 'Waiting for the snapshot' }
}

function volumeReadiness(wanted: Wanted, seen: Seen, of: { run: RunId; volume: VolumeId }): Readiness {
  const { run, volume } = of
  const asked = wanted.volumes.get(volume)
  if (asked === undefined || asked.want === 'absent')
    return hopeless('bug', 'A disk of the machine is not in the assignment of this host.')
  const subject = `volume:${volume}` as const
  const there = seen.volumes.get(volume)?.state === 'present'
  // One that the machine has already is not gone over: QEMU holds its lock. It grows before the next run.
  const attached = isAlive(seen, run) && seen.records.get(run)?.machine.disks.some(disk => disk.volume === volume)
  const settled = seen.settled.get(subject) === printOf(asked) && !seen.busy.has(subject)
  if (there && (attached || settled)) return { is: 'ready' }
  return givenUp(seen, subject, printOf(asked)) ?? { is: 'waiting', step: 'Preparing disks' }
}

function fenceReadiness(wanted: Wanted, seen: Seen, machine: MachineWanted): Readiness {
  const asked = wanted.fences.get(machine.lab)
  if (asked === undefined) return hopeless('bug', "The lab's networks are not in the assignment of this host.")
  if (fenceIsUp(seen, asked) || comesUp(seen, asked)) return { is: 'ready' }
  return givenUp(seen, `fence:${machine.lab}`, printOf(asked)) ?? { is: 'waiting', step: 'Preparing networks' }
}

/**
 * True while a fence is raised for the first time: its machines start meanwhile, because their taps wait for it, and their processors for the
 * taps. One that failed to come up has to be there first.
 */
function comesUp(seen: Seen, fence: Assignment['fences'][number]): boolean {
  const step = seen.busy.get(`fence:${fence.lab}`)
  return step?.do === 'raise-fence' && !seen.failures.has(`fence:${fence.lab}`)
}

export const fenceIsUp = (seen: Seen, fence: Assignment['fences'][number]): boolean =>
  seen.fences.get(fence.lab)?.ready === true &&
  seen.settled.get(`fence:${fence.lab}`) === printOf(fence) &&
  !seen.busy.has(`fence:${fence.lab}`)

function givenUp(seen: Seen, subject: `volume:${string}` | `fence:${string}`, print: string): Hopeless | null {
  const failure = seen.failures.get(subject)
  if (failure === undefined || failure.print !== print || failure.attempts < attemptsBeforeGivingUp) return null
  return { is: 'hopeless', trouble: failure.trouble }
}

const hopeless = (code: Trouble['code'], message: string): Hopeless => ({ is: 'hopeless', trouble: { code, message } })
