import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Assignment, FenceSeen, LayerSeen, MachineSeen, MachineWanted, VolumeSeen } from '@paddock/host-api'
import type { HostId, LabId, LayerId, RunId, VolumeId } from '@paddock/model'
import { plan } from './plan.ts'
import { type RunRecord, strayMachine } from './record.ts'
import type { Failure, Seen } from './seen.ts'
import { printOf, type Step, type Subject } from './step.ts'

const id = <Id extends string>(number: number): Id =>
  `018f0000-0000-7000-8000-${number.toString(16).padStart(12, '0')}` as string as Id

const lab = id<LabId>(1)
const run = id<RunId>(2)
const volume = id<VolumeId>(3)
const layer = id<LayerId>(4)
const now = new Date('2026-01-01T00:00:00Z')
const trouble = { code: 'image-not-made', message: 'No.' } as const

const machine: MachineWanted = {
  ...strayMachine(run),
  lab,
  want: 'running',
  disks: [{ disk: id(5), volume, position: 0 }],
  interfaces: [{ interface: id(6), network: id(7), mac: '52:54:00:00:00:01', position: 0, connected: true }],
}
const wanted: Assignment = {
  host: id<HostId>(9),
  generation: 1,
  layers: [
    { layer, want: 'present', kind: 'disk', format: 'qcow2', parent: null, source: { kind: 'recipe', recipe: 'tiny' } },
  ],
  volumes: [{ volume, disk: id(5), want: 'present', parent: layer, sizeBytes: 512 }],
  fences: [{ lab, number: 1, networks: [], ports: [] }],
  machines: [machine],
  snapshots: [],
}
const nothing: Assignment = { ...wanted, layers: [], volumes: [], fences: [], machines: [] }
const change = (over: Partial<MachineWanted>): Assignment => ({ ...wanted, machines: [{ ...machine, ...over }] })

const seenMachine = (over: Partial<MachineSeen> = {}): MachineSeen => ({
  run,
  power: 'running',
  step: '',
  startedAt: now.toISOString(),
  end: null,
  trouble: null,
  agent: { connected: false, addresses: [] },
  resetsDone: 0,
  identity: 'own',
  standsStill: false,
  ...over,
})
const endedAs = (reason: 'crashed' | 'guest-shutdown' | 'stopped') =>
  seenMachine({ power: 'ended', end: { reason, at: now.toISOString(), trouble: null } })
const seenLayer: LayerSeen = {
  layer,
  state: 'present',
  progress: 1,
  step: '',
  storedBytes: 1,
  virtualSizeBytes: 1,
  checksum: null,
  compatibility: null,
  trouble: null,
}
const seenVolume: VolumeSeen = { volume, state: 'present', storedBytes: 1, trouble: null }
const seenFence: FenceSeen = { lab, ready: true, trouble: null, networks: [] }
const record = (over: Partial<RunRecord> = {}): RunRecord => ({
  run,
  phase: 'running',
  bootId: 'this boot',
  startedAt: null,
  machine,
  end: null,
  ...over,
})
const recordEnd = { reason: 'crashed', at: now.toISOString(), trouble: null } as const

interface Sight {
  readonly machine?: MachineSeen
  readonly fence?: FenceSeen
  readonly volume?: VolumeSeen
  readonly layer?: LayerSeen
  readonly record?: RunRecord
  readonly busy?: Step
  readonly failures?: readonly [Subject, Failure][]
  /** What this daemon has settled. Default: everything that is seen. */
  readonly settled?: readonly [Subject, string][]
  readonly progress?: number
}

function see(sight: Sight): Seen {
  const busy = new Map<Subject, Step>()
  if (sight.busy?.do === 'make-layer') busy.set(`layer:${layer}`, sight.busy)
  else if (sight.busy?.do === 'raise-fence') busy.set(`fence:${lab}`, sight.busy)
  else if (sight.busy) busy.set(`machine:${run}`, sight.busy)
  return {
    machines: new Map(sight.machine ? [[run, sight.machine]] : []),
    fences: new Map(sight.fence ? [[lab, sight.fence]] : []),
    volumes: new Map(sight.volume ? [[volume, sight.volume]] : []),
    layers: new Map(sight.layer ? [[layer, sight.layer]] : []),
    memories: new Map(),
    snapshots: new Map(),
    records: new Map(sight.record ? [[run, sight.record]] : []),
    busy,
    settled: new Map(
      sight.settled ?? [
        ...(sight.fence ? [[`fence:${lab}`, printOf(wanted.fences[0] ?? {})] as [Subject, string]] : []),
        ...(sight.volume ? [[`volume:${volume}`, printOf(wanted.volumes[0] ?? {})] as [Subject, string]] : []),
        ...(sight.machine ? [[`machine:${run}`, printOf(machine)] as [Subject, string]] : []),
      ],
    ),
    failures: new Map(sight.failures ?? []),
    progress: new Map(sight.progress === undefined ? [] : [[layer, { step: '', fraction: sight.progress }]]),
    bootId: 'this boot',
    now,
  }
}

/** A step in a few words. */
function say(step: Step): string {
  switch (step.do) {
    case 'end-machine':
      return `end-machine ${step.end.reason}`
    case 'stop-machine':
      return `stop-machine ${step.how}`
    case 'wait':
      return `wait: ${step.step}`
    default:
      return step.do
  }
}

const disks = { volume: seenVolume, layer: seenLayer }
const ready = { fence: seenFence, ...disks }
const up = { ...ready, machine: seenMachine(), record: record() }
const raising: Step = { do: 'raise-fence', fence: wanted.fences[0] as Assignment['fences'][number] }
const making: Step = { do: 'make-layer', layer: wanted.layers[0] as Assignment['layers'][number] }
const failed = (print: object, over: Partial<Failure> = {}): Failure => ({
  print: printOf(print),
  attempts: 1,
  retryAt: now.getTime() + 1_000,
  trouble,
  ...over,
})

const table: readonly (readonly [why: string, assignment: Assignment, sight: Sight, steps: readonly string[]])[] = [
  [
    'an empty host begins with the fence and the image, and the machine waits',
    wanted,
    {},
    ['raise-fence', 'wait: Waiting for the image', 'make-layer'],
  ],
  [
    'progress of the image is the progress of the machine',
    wanted,
    { fence: seenFence, busy: making, progress: 0.405 },
    ['wait: Waiting for the image: 40 %'],
  ],
  [
    'the volume comes once its layer is there',
    wanted,
    { fence: seenFence, layer: seenLayer },
    ['make-volume', 'wait: Preparing disks'],
  ],
  ['the machine waits for its fence', wanted, disks, ['raise-fence', 'wait: Preparing networks']],
  [
    'a fence that is not whole is raised again',
    wanted,
    { ...disks, fence: { ...seenFence, ready: false } },
    ['raise-fence', 'wait: Preparing networks'],
  ],
  [
    'a machine starts while its fence is raised for the first time: its taps wait for it',
    wanted,
    { ...disks, busy: raising },
    ['raise-fence', 'start-machine'],
  ],
  [
    'a machine waits for a fence that had failed to come up',
    wanted,
    {
      ...disks,
      busy: raising,
      failures: [[`fence:${lab}`, failed(wanted.fences[0] ?? {}, { retryAt: now.getTime() })]],
    },
    ['raise-fence', 'wait: Preparing networks'],
  ],
  ['a machine whose needs are there starts', wanted, ready, ['start-machine']],
  [
    'a start that the last daemon did not finish is taken up',
    wanted,
    { ...ready, machine: seenMachine({ power: 'starting' }), record: record({ phase: 'starting' }) },
    ['start-machine'],
  ],
  [
    'a start that was written down and never begun is begun',
    wanted,
    { ...ready, record: record({ phase: 'starting' }) },
    ['start-machine'],
  ],
  ['nothing to do is an empty plan', wanted, up, []],
  [
    'after a start of the daemon all is gone over once, the machine last',
    wanted,
    { ...up, settled: [] },
    ['raise-fence'],
  ],
  [
    'then its devices',
    wanted,
    { ...up, settled: [[`fence:${lab}`, printOf(wanted.fences[0] ?? {})]] },
    ['update-machine'],
  ],
  ['a change reaches a running machine', change({ resets: 1 }), up, ['update-machine']],
  ['a stop is asked for gracefully', change({ want: 'stopped' }), up, ['stop-machine stopped']],
  ['power off is not', change({ want: 'off' }), up, ['stop-machine off']],
  ['a machine that never started ends at once', change({ want: 'stopped' }), ready, ['end-machine stopped']],
  [
    'so does one that still waits for its image',
    change({ want: 'stopped' }),
    { fence: seenFence, busy: making },
    ['end-machine stopped'],
  ],
  ['what the driver saw end is written down', wanted, { ...up, machine: endedAs('crashed') }, ['end-machine crashed']],
  [
    'a guest that turned itself off is no failure',
    wanted,
    { ...up, machine: endedAs('guest-shutdown') },
    ['end-machine guest-shutdown'],
  ],
  [
    'a guest that did so because it was asked is stopped',
    change({ want: 'stopped' }),
    { ...up, machine: endedAs('guest-shutdown') },
    ['end-machine stopped'],
  ],
  ['a run whose process left no trace has crashed', wanted, { ...ready, record: record() }, ['end-machine crashed']],
  [
    'unless its computer went down under it',
    wanted,
    { ...ready, record: record({ bootId: 'former boot' }) },
    ['end-machine host-restarted'],
  ],
  [
    'or it may have',
    wanted,
    { ...ready, record: record({ bootId: 'former boot', phase: 'starting' }) },
    ['end-machine host-restarted'],
  ],
  ['a run that ended never starts again', wanted, { ...ready, record: record({ phase: 'ended', end: recordEnd }) }, []],
  [
    'what is left of a failed start is cleared away',
    wanted,
    { ...up, record: record({ phase: 'ended', end: recordEnd }) },
    ['stop-machine off'],
  ],
  [
    'an image that failed ends the machines that need it',
    wanted,
    { fence: seenFence, failures: [[`layer:${layer}`, failed(wanted.layers[0] ?? {})]] },
    ['end-machine start-failed'],
  ],
  [
    'a volume that failed once is waited for',
    wanted,
    { fence: seenFence, layer: seenLayer, failures: [[`volume:${volume}`, failed(wanted.volumes[0] ?? {})]] },
    ['wait: Preparing disks'],
  ],
  [
    'a volume that fails and fails ends the machine',
    wanted,
    {
      fence: seenFence,
      layer: seenLayer,
      failures: [[`volume:${volume}`, failed(wanted.volumes[0] ?? {}, { attempts: 6 })]],
    },
    ['end-machine start-failed'],
  ],
  [
    'a failure of something else than is wanted now counts no more',
    wanted,
    { fence: seenFence, layer: seenLayer, failures: [[`volume:${volume}`, failed({}, { attempts: 6 })]] },
    ['make-volume', 'wait: Preparing disks'],
  ],
  [
    'a run that nobody names is ended by force, and its fence stays until then',
    nothing,
    { ...up },
    ['stop-machine off'],
  ],
  [
    'then it is forgotten, and its fence is lowered',
    nothing,
    { ...up, machine: endedAs('stopped') },
    ['forget-machine', 'lower-fence'],
  ],
  [
    'a fence stays while it is not known whose lab a living run is of',
    nothing,
    { ...ready, machine: seenMachine() },
    ['stop-machine off'],
  ],
  ['a volume that is not named is left alone', nothing, { volume: seenVolume, layer: seenLayer }, []],
  [
    'a volume goes when it is wanted absent',
    { ...nothing, volumes: [{ ...(wanted.volumes[0] as Assignment['volumes'][number]), want: 'absent' }] },
    { volume: seenVolume },
    ['remove-volume'],
  ],
  [
    'but never under a machine',
    { ...wanted, volumes: [{ ...(wanted.volumes[0] as Assignment['volumes'][number]), want: 'absent' }] },
    up,
    [],
  ],
  [
    'a layer stays while a volume lies on it',
    { ...wanted, machines: [], layers: [{ ...(wanted.layers[0] as Assignment['layers'][number]), want: 'absent' }] },
    ready,
    [],
  ],
]

for (const [why, assignment, sight, steps] of table)
  test(`plan: ${why}`, () => assert.deepEqual(plan(assignment, see(sight)).map(say), steps))

test('plan: a copy waits until the machine that it was copied from has let go of the sealed image', () => {
  const source = id<RunId>(20)
  const sealed = id<VolumeId>(21)
  const layers = [
    { ...wanted.layers[0], layer: sealed as string as LayerId, parent: layer, source: { kind: 'volume' } },
    ...wanted.layers,
  ] as Assignment['layers']
  const volumes = [{ ...wanted.volumes[0], parent: sealed as string as LayerId }] as Assignment['volumes']
  const original = (on: VolumeId): MachineWanted => ({
    ...machine,
    run: source,
    disks: [{ disk: id(22), volume: on, position: 0 }],
  })
  const planned = (writtenNow: VolumeId) => {
    const seen = see(ready)
    return plan(
      { ...wanted, layers, volumes, machines: [machine] },
      {
        ...seen,
        volumes: new Map(seen.volumes).set(sealed, { ...seenVolume, volume: sealed }),
        machines: new Map([[source, seenMachine({ run: source })]]),
        records: new Map([[source, record({ run: source, machine: original(writtenNow) })]]),
        settled: new Map(seen.settled).set(`volume:${volume}`, printOf(volumes[0] ?? {})),
      },
    ).map(say)
  }
  assert.ok(planned(sealed).includes('wait: Waiting for the disk to be let go'))
  assert.ok(!planned(sealed).includes('start-machine'))
  assert.ok(planned(id<VolumeId>(23)).includes('start-machine'))
})
