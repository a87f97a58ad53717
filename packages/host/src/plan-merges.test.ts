import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Assignment, LayerSeen, LayerWanted } from '@paddock/host-api'
import type { HostId, Id, LayerId, RunId, VolumeId } from '@paddock/model'
import { plan } from './plan.ts'
import { strayMachine } from './record.ts'
import type { Seen } from './seen.ts'
import { printOfSeal, type Step, type Subject, subjectOf } from './step.ts'

const id = <I extends Id<string>>(number: number): I => `018f0000-0000-7000-8000-${`${number}`.padStart(12, '0')}` as I
const [base, middle, upper] = [id<LayerId>(1), id<LayerId>(2), id<LayerId>(3)]
const now = new Date('2026-01-01T00:00:00Z')

const layer = (of: LayerId, parent: LayerId | null, over: Partial<LayerWanted> = {}): LayerWanted => ({
  layer: of,
  want: 'present',
  kind: 'disk',
  format: 'qcow2',
  parent,
  source: { kind: 'volume' },
  ...over,
})
const seenLayer = (of: LayerId, parent: LayerId | null | undefined): LayerSeen => ({
  layer: of,
  ...(parent === undefined ? {} : { parent }),
  state: 'present',
  progress: 1,
  step: '',
  storedBytes: 1,
  virtualSizeBytes: 1,
  checksum: null,
  compatibility: null,
  trouble: null,
})
const chain = [layer(base, null), layer(middle, base), layer(upper, base)]
const asItIs = [seenLayer(base, null), seenLayer(middle, base), seenLayer(upper, middle)]
const merging: Step = { do: 'merge-layer', layer: chain[2] ?? assert.fail() }

function steps(over: {
  layers?: readonly LayerWanted[]
  there?: readonly LayerSeen[]
  memories?: readonly LayerSeen[]
  unsettled?: boolean
  busy?: Step
  written?: boolean
}): string[] {
  const { layers = chain, there = asItIs, memories = [], busy, written = false } = over
  const assignment: Assignment = {
    ...{
      host: id<HostId>(9),
      generation: 1,
      layers: [...layers],
      volumes: [],
      fences: [],
      machines: [],
      snapshots: [],
    },
  }
  const run = id<RunId>(8)
  const machine = {
    ...strayMachine(run),
    disks: [{ disk: id<never>(7), volume: upper as string as VolumeId, position: 0 }],
  }
  const updating: Step = { do: 'update-machine', machine }
  const all = [...(busy === undefined ? [] : [busy]), ...(written ? [updating] : [])]
  const seen: Seen = {
    machines: new Map(),
    fences: new Map(),
    volumes: new Map(),
    layers: new Map(there.map(one => [one.layer, one])),
    memories: new Map(memories.map(one => [one.layer, one])),
    snapshots: new Map(),
    records: new Map(),
    busy: new Map<Subject, Step>(all.map(step => [subjectOf(step), step])),
    settled: new Map<Subject, string>(
      over.unsettled ? [] : layers.map(one => [`layer:${one.layer}`, printOfSeal(one)]),
    ),
    failures: new Map(),
    progress: new Map(),
    bootId: 'this boot',
    now,
  }
  return plan(assignment, seen).map(step => step.do)
}

const memory = { kind: 'memory', format: 'memory', source: { kind: 'snapshot', snapshot: id<never>(6) } } as const
const gone = [layer(base, null), layer(middle, base, { want: 'absent' }), layer(upper, base)]
const cases: [string, Parameters<typeof steps>[0], string[]][] = [
  ['a layer that is to lie on another is put on it', {}, ['merge-layer']],
  [
    'one that lies where it should is left alone',
    { there: [seenLayer(base, null), seenLayer(middle, base), seenLayer(upper, base)] },
    [],
  ],
  ['one at a time', { busy: merging }, []],
  ['one that a machine still writes to waits', { written: true }, []],
  ['one that is not sealed yet is sealed first', { unsettled: true }, ['seal-layer', 'seal-layer', 'seal-layer']],
  ['one whose new parent is not here waits', { there: asItIs.slice(1) }, []],
  [
    'one of a host that does not say on what it lies is left alone',
    { there: [seenLayer(base, null), seenLayer(middle, base), seenLayer(upper, undefined)] },
    [],
  ],
  [
    'memory is merged as disks are',
    { layers: chain.map(one => ({ ...one, ...memory })), there: [], memories: asItIs },
    ['merge-layer'],
  ],
  ['what a layer still lies on stays, whoever wants it gone', { layers: gone, busy: merging }, []],
  [
    'and goes when nothing lies on it',
    { layers: gone, there: [seenLayer(base, null), seenLayer(middle, base), seenLayer(upper, base)] },
    ['remove-layer'],
  ],
]
for (const [title, given, expected] of cases)
  test(`merging: ${title} (STO-2)`, () => assert.deepEqual(steps(given), expected))
