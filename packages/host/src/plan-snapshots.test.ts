import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Assignment, LayerSeen, MachineSeen, MachineWanted } from '@paddock/host-api'
import type { HostId, Id, LayerId, RunId, SnapshotId, VolumeId } from '@paddock/model'
import { plan } from './plan.ts'
import { type RunRecord, strayMachine } from './record.ts'
import type { Failure, Seen } from './seen.ts'
import type { SnapshotRecord } from './snapshot-record.ts'
import { printOf, type Step, type Subject, subjectOf } from './step.ts'

const id = <I extends Id<string>>(number: number): I => `018f0000-0000-7000-8000-${`${number}`.padStart(12, '0')}` as I
const run = id<RunId>(1)
const old = id<VolumeId>(2)
const top = id<VolumeId>(3)
const memory = id<LayerId>(4)
const snapshot = id<SnapshotId>(5)
const now = new Date('2026-01-01T00:00:00Z')

const before: MachineWanted = {
  ...strayMachine(run),
  want: 'running',
  disks: [{ disk: id(6), volume: old, position: 0 }],
}
const machine: MachineWanted = { ...before, disks: [{ disk: id(6), volume: top, position: 0 }] }
const wanted: Assignment = {
  host: id<HostId>(9),
  generation: 1,
  layers: [
    {
      layer: memory,
      want: 'present',
      kind: 'memory',
      format: 'memory',
      parent: null,
      source: { kind: 'snapshot', snapshot },
    },
  ],
  volumes: [{ volume: top, disk: id(6), want: 'present', parent: old as string as LayerId, sizeBytes: 512 }],
  fences: [],
  machines: [machine],
  snapshots: [{ snapshot, machines: [{ run, memory, rests: false }] }],
}

const seenMachine = (power: MachineSeen['power'], standsStill: boolean): MachineSeen => ({
  run,
  power,
  step: '',
  startedAt: null,
  end: null,
  trouble: null,
  agent: { connected: false, addresses: [] },
  resetsDone: 0,
  identity: 'own',
  standsStill,
})
const seenMemory: LayerSeen = {
  layer: memory,
  state: 'present',
  progress: 1,
  step: '',
  storedBytes: 1,
  virtualSizeBytes: 1,
  checksum: null,
  compatibility: null,
  trouble: null,
}
const seenVolume = (volume: VolumeId) => [volume, { volume, state: 'present', storedBytes: 1, trouble: null }] as const
const record: RunRecord = { run, phase: 'running', bootId: 'this boot', startedAt: null, machine: before, end: null }
const outcome = (phase: SnapshotRecord['phase']): SnapshotRecord => ({
  snapshot,
  phase,
  takenAt: now.toISOString(),
  machines: [],
  trouble: null,
})

function steps(over: {
  power?: MachineSeen['power']
  standsStill?: boolean
  phase?: SnapshotRecord['phase']
  busy?: Step
  assignment?: Assignment
  memories?: readonly LayerSeen[]
  noRoom?: boolean
}): string[] {
  const { power = 'running', standsStill = false, phase, busy, assignment = wanted } = over
  const seen: Seen = {
    machines: new Map([[run, seenMachine(power, standsStill)]]),
    fences: new Map(),
    volumes: new Map(over.noRoom ? [seenVolume(old)] : [seenVolume(old), seenVolume(top)]),
    layers: new Map(),
    memories: new Map((over.memories ?? []).map(layer => [layer.layer, layer])),
    snapshots: new Map(phase === undefined ? [] : [[snapshot, outcome(phase)]]),
    records: new Map([[run, record]]),
    busy: new Map<Subject, Step>(busy === undefined ? [] : [[subjectOf(busy), busy]]),
    settled: new Map<Subject, string>([[`volume:${top}`, printOf(wanted.volumes[0] ?? {})]]),
    failures: new Map(over.noRoom ? [[`volume:${top}` as const, full]] : []),
    progress: new Map(),
    bootId: 'this boot',
    now,
  }
  return plan(assignment, seen).map(step => step.do)
}

/** What making the newer top came to. */
const full: Failure = {
  print: printOf(wanted.volumes[0] ?? {}),
  attempts: 1,
  retryAt: now.getTime() + 1000,
  trouble: { code: 'disk-full', message: 'No room.' },
}
const taking: Step = { do: 'take-snapshot', snapshot: wanted.snapshots[0] ?? assert.fail(), machines: [machine] }
const without = (over: Partial<Assignment>): Assignment => ({ ...wanted, ...over })

const resting = without({ snapshots: [{ snapshot, machines: [{ run, memory, rests: true }] }] })
const still = { standsStill: true, assignment: resting }

const cases: [string, Parameters<typeof steps>[0], string[]][] = [
  ['it is taken when its machine runs, and the newer top waits for it', {}, ['take-snapshot']],
  ['it waits while something else is done to the machine', { busy: { do: 'update-machine', machine } }, []],
  ['one under way is left alone, and so is its machine', { busy: taking }, []],
  [
    'once it is taken, the rest of what is wanted follows',
    { phase: 'taken', memories: [seenMemory] },
    ['update-machine'],
  ],
  ['once it has failed, the newer top goes on without it', { phase: 'failed' }, ['update-machine']],
  ['it fails at once when there is no room for a newer top', { noRoom: true }, ['fail-snapshot']],
  ['one that a dead daemon had begun has failed', { phase: 'begun' }, ['fail-snapshot']],
  [
    'it fails when its machine is to stop',
    { assignment: without({ machines: [{ ...machine, want: 'stopped' }] }) },
    ['stop-machine', 'fail-snapshot'],
  ],
  ['it fails when nobody says what its memory is', { assignment: without({ layers: [] }) }, ['fail-snapshot']],
  [
    'its outcome is forgotten when nobody asks for it any more',
    { phase: 'taken', assignment: without({ snapshots: [] }), memories: [seenMemory] },
    ['update-machine', 'forget-snapshot'],
  ],
  ['one that is to rest is taken as any other', { assignment: resting }, ['take-snapshot']],
  ['one that is to rest stays still while its memory is written', { ...still, phase: 'begun', busy: taking }, []],
  [
    'one that rests is ended once its memory is safe',
    { ...still, phase: 'taken', memories: [seenMemory] },
    ['stop-machine'],
  ],
  [
    'one that rests is ended also when its daemon did not see it stand still',
    { assignment: resting, phase: 'taken', memories: [seenMemory] },
    ['stop-machine'],
  ],
  ['one that was to rest goes on when its snapshot has failed', { ...still, phase: 'failed' }, ['go-on']],
  ['a dead daemon’s fails before what stands still goes on', { ...still, phase: 'begun' }, ['fail-snapshot']],
  [
    'one that stands still and of which nobody knows why goes on',
    { standsStill: true, assignment: without({ snapshots: [] }) },
    ['go-on'],
  ],
  ['one that still stands from the last time goes on before it is taken again', still, ['go-on']],
  [
    'one that rests is ended also when the controller knows that it is taken',
    { standsStill: true, assignment: without({ snapshots: [], machines: [{ ...machine, want: 'off' }] }) },
    ['stop-machine'],
  ],
  [
    'a layer of memory goes when it is not wanted',
    {
      phase: 'taken',
      memories: [seenMemory],
      assignment: without({ layers: wanted.layers.map(layer => ({ ...layer, want: 'absent' as const })) }),
    },
    ['update-machine', 'remove-memory'],
  ],
  [
    'a layer of memory stays under a machine that goes on from it',
    {
      phase: 'taken',
      memories: [seenMemory],
      busy: { do: 'update-machine', machine: { ...machine, memory } },
      assignment: without({ layers: wanted.layers.map(layer => ({ ...layer, want: 'absent' as const })) }),
    },
    ['update-machine'],
  ],
]

for (const [title, given, expected] of cases)
  test(`a snapshot: ${title}`, () => {
    assert.deepEqual(steps(given), expected)
  })
