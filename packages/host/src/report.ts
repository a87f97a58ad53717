import type {
  Assignment,
  FenceSeen,
  HostFacts,
  LayerSeen,
  LayerWanted,
  MachineSeen,
  MachineWanted,
  Report,
  SnapshotSeen,
  SnapshotWanted,
  VolumeSeen,
} from '@paddock/host-api'
import type { HostId, RunId, SnapshotId, VolumeId } from '@paddock/model'
import { layerIsThere, lostMemory, lostVolume, type Wanted, wantedBy } from './needs.ts'
import { restOf } from './plan-snapshots.ts'
import { type Seen, volumesInUse } from './seen.ts'
import { printOf, printOfSeal, type Step } from './step.ts'

interface ReportParts {
  readonly host: HostId
  readonly assignment: Assignment | null
  readonly seen: Seen
  readonly facts: HostFacts
  /** What waiting machines wait for. */
  readonly waits: ReadonlyMap<RunId, string>
}

/** What a host tells its controller: what the drivers list, and what they can't know: waits, failures, ended runs, progress. */
export function reportOf({ host, assignment, seen, facts, waits }: ReportParts): Report {
  const wanted = assignment === null ? null : wantedBy(assignment)
  return {
    host,
    generation: assignment?.generation ?? 0,
    at: seen.now.toISOString(),
    facts,
    machines: machinesSeen(wanted, seen, waits),
    fences: fencesSeen(wanted, seen),
    volumes: volumesSeen(wanted, seen),
    layers: layersSeen(wanted, seen),
    snapshots: (assignment?.snapshots ?? []).map(snapshot => snapshotSeen(seen, snapshot)),
  }
}

function machinesSeen(wanted: Wanted | null, seen: Seen, waits: ReadonlyMap<RunId, string>): MachineSeen[] {
  const assigned =
    wanted === null ? [] : [...wanted.machines.values()].map(machine => machineSeen(wanted, machine, { seen, waits }))
  const strays = [...seen.machines.values()].filter(machine => wanted?.machines.has(machine.run) !== true)
  return [...assigned, ...strays]
}

type Told = Pick<ReportParts, 'seen' | 'waits'>

function machineSeen(wanted: Wanted, machine: MachineWanted, { seen, waits }: Told): MachineSeen {
  const { run } = machine
  const saving = restOf(wanted, seen, run) !== 'goes on'
  const record = seen.records.get(run)
  const there = seen.machines.get(run)
  const step = seen.busy.get(`machine:${run}`)
  const base: MachineSeen = {
    run,
    power: 'starting',
    step: waits.get(run) ?? '',
    startedAt: record?.startedAt ?? null,
    end: null,
    trouble: null,
    agent: { connected: false, addresses: [] },
    resetsDone: 0,
    identity: 'own',
    standsStill: false,
    ...there,
  }
  if (record?.end)
    return {
      ...base,
      power: 'ended',
      step: '',
      end: record.end,
      trouble: null,
      agent: { connected: false, addresses: [] },
    }
  const trouble = seen.failures.get(`machine:${run}`)?.trouble ?? base.trouble
  if (saving && base.power === 'running') return { ...base, step: 'Saving memory', trouble }
  if (step?.do === 'start-machine') return { ...base, power: 'starting', step: base.step || 'Starting', trouble }
  if (step?.do === 'stop-machine' || (machine.want !== 'running' && base.power !== 'ended'))
    return {
      ...base,
      power: 'stopping',
      step: base.standsStill ? '' : base.step || (machine.want === 'off' ? 'Powering off' : 'Shutting down'),
      trouble,
    }
  // The driver saw the end, and the ledger is about to: it is reported once it can't be forgotten any more.
  if (base.power === 'ended') return { ...base, power: 'stopping', end: null, step: '', trouble }
  return { ...base, trouble }
}

function snapshotSeen(seen: Seen, { snapshot }: SnapshotWanted): SnapshotSeen {
  const record = seen.snapshots.get(snapshot)
  const busy = seen.busy.has(`snapshot:${snapshot}`)
  if (record === undefined)
    return { snapshot, state: busy ? 'taking' : 'waiting', takenAt: null, machines: [], trouble: null }
  const { phase, takenAt, machines, trouble } = record
  return { snapshot, state: phase === 'begun' ? 'taking' : phase, takenAt, machines, trouble }
}

function fencesSeen(wanted: Wanted | null, seen: Seen): FenceSeen[] {
  const listed = [...seen.fences.values()].map(fence => {
    const asked = wanted?.fences.get(fence.lab)
    const subject = `fence:${fence.lab}` as const
    const ready = fence.ready && (asked === undefined || seen.settled.get(subject) === printOf(asked))
    return { ...fence, ready, trouble: seen.failures.get(subject)?.trouble ?? fence.trouble }
  })
  const missing = [...(wanted?.fences.values() ?? [])].filter(fence => !seen.fences.has(fence.lab))
  return [
    ...listed,
    ...missing.map(({ lab }) => ({
      lab,
      ready: false,
      trouble: seen.failures.get(`fence:${lab}`)?.trouble ?? null,
      networks: [],
    })),
  ]
}

function volumesSeen(wanted: Wanted | null, seen: Seen): VolumeSeen[] {
  const isLayer = (volume: VolumeId) => wanted?.layers.has(volume) === true
  const listed = [...seen.volumes.values()].filter(volume => !isLayer(volume.volume))
  const missing = [...(wanted?.volumes.values() ?? [])].filter(
    ({ volume, want }) => !seen.volumes.has(volume) && (want === 'absent' || seen.failures.has(`volume:${volume}`)),
  )
  const bare = missing.map(({ volume, want }): VolumeSeen => {
    const trouble = seen.failures.get(`volume:${volume}`)?.trouble ?? null
    return { volume, state: want === 'absent' ? 'absent' : 'failed', storedBytes: 0, trouble }
  })
  return [...listed, ...bare]
}

function layersSeen(wanted: Wanted | null, seen: Seen): LayerSeen[] {
  const used = volumesInUse(seen)
  const assigned = [...(wanted?.layers.values() ?? [])]
  const strays = [...seen.layers.values(), ...seen.memories.values()].filter(
    layer => wanted?.layers.has(layer.layer) !== true,
  )
  return [...assigned.map(layer => layerSeen(seen, layer, used)), ...strays]
}

/** Of a memory layer that is not there: its snapshot's outcome. */
function memoryToCome(seen: Seen, snapshot: SnapshotId): Pick<LayerSeen, 'state' | 'step' | 'trouble'> {
  const record = seen.snapshots.get(snapshot)
  if (record?.phase === 'failed' || record?.phase === 'taken')
    return { state: 'failed', step: '', trouble: record.trouble ?? lostMemory }
  return { state: 'making', step: 'Waiting for the snapshot', trouble: null }
}

function layerSeen(seen: Seen, asked: LayerWanted, used: ReadonlySet<VolumeId>): LayerSeen {
  const { layer } = asked
  const volume = layer as string as VolumeId
  const there = seen.layers.get(layer) ?? seen.memories.get(layer)
  const trouble = seen.failures.get(`layer:${layer}`)?.trouble ?? null
  const base: LayerSeen = {
    layer,
    state: asked.want === 'absent' ? 'absent' : trouble === null ? 'making' : 'failed',
    progress: 0,
    step: '',
    storedBytes: seen.volumes.get(volume)?.storedBytes ?? 0,
    virtualSizeBytes: null,
    checksum: null,
    compatibility: null,
    trouble,
    ...there,
  }
  // It is whole, and lies where it lay: nobody but the operator has to know.
  const unmerged = seen.failures.get(`merge:${layer}`)?.trouble ?? null
  if (asked.source.kind === 'volume' && asked.want === 'present') {
    if (!layerIsThere(seen, layer)) return { ...base, state: 'failed', trouble: lostVolume }
    const sealed = seen.settled.get(`layer:${layer}`) === printOfSeal(asked) && !used.has(volume)
    if (sealed) return { ...base, state: 'present', progress: 1, step: '', trouble: unmerged }
    return {
      ...base,
      state: trouble === null ? 'making' : 'failed',
      progress: 0,
      step: 'Waiting for the machine to move on',
    }
  }
  if (asked.want === 'absent') return base
  if (there?.state === 'present') return { ...base, trouble: base.trouble ?? unmerged }
  if (asked.source.kind === 'snapshot') return { ...base, ...memoryToCome(seen, asked.source.snapshot) }
  const step: Step | undefined = seen.busy.get(`layer:${layer}`)
  if (step?.do !== 'make-layer') return { ...base, state: trouble === null ? 'making' : 'failed', trouble }
  const progress = seen.progress.get(layer)
  return { ...base, state: 'making', progress: progress?.fraction ?? 0, step: progress?.step ?? '', trouble: null }
}
