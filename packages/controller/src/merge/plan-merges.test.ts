import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LayerId } from '@paddock/model'
import type { StandingLayer } from '@paddock/store'
import { planMerges } from './plan-merges.ts'

/** A forest: each layer with what it lies on, and what is said of it. Whatever has no child has a disk on it. */
type Forest = Readonly<Record<string, { on?: string; is?: Partial<StandingLayer> }>>

function standing(forest: Forest): StandingLayer[] {
  const on = (name: string): string | undefined => forest[name]?.on
  const depthOf = (name: string): number => 1 + (on(name) === undefined ? 0 : depthOf(on(name) as string))
  return Object.entries(forest).map(([name, { on: below, is }]) => {
    const children = Object.values(forest).filter(other => other.on === name).length
    return {
      id: name as LayerId,
      parent: (below ?? null) as LayerId | null,
      kind: 'disk',
      named: children === 0,
      children,
      depth: depthOf(name),
      steady: true,
      ...is,
    }
  })
}

const plan = (forest: Forest, max = { disk: 4, memory: 2 }) =>
  planMerges(standing(forest), max).map(({ layer, onto }) => `${layer} on ${onto ?? 'nothing'}`)

const named = { named: true }
const library = { base: { is: named } }

const cases: [string, Forest, string[]][] = [
  [
    'layers that nobody names are taken up, all at once',
    { ...library, a: { on: 'base' }, b: { on: 'a' }, c: { on: 'b' } },
    ['c on base'],
  ],
  [
    'a layer that a snapshot or a template names stays',
    { ...library, a: { on: 'base', is: named }, b: { on: 'a' } },
    [],
  ],
  ['so does one that two others lie on', { ...library, a: { on: 'base' }, b: { on: 'a' }, c: { on: 'a' } }, []],
  [
    'between two that are named only what is not is taken up',
    {
      ...library,
      a: { on: 'base', is: named },
      b: { on: 'a' },
      c: { on: 'b', is: named },
      d: { on: 'c' },
      e: { on: 'd' },
    },
    ['c on a', 'e on c'],
  ],
  ['a layer takes up one that lies on nothing', { a: {}, b: { on: 'a' } }, ['b on nothing']],
  [
    'what is not whole is neither taken up nor takes up',
    { ...library, a: { on: 'base', is: { steady: false } }, b: { on: 'a' } },
    [],
  ],
  ['one that is being written waits', { ...library, a: { on: 'base' }, b: { on: 'a', is: { steady: false } } }, []],
  [
    'a chain that is too high is cut, though all of it is named',
    {
      ...library,
      a: { on: 'base', is: named },
      b: { on: 'a', is: named },
      c: { on: 'b', is: named },
      d: { on: 'c', is: named },
      e: { on: 'd' },
    },
    ['d on base'],
  ],
  [
    'memory is bounded more tightly',
    {
      a: { is: { ...named, kind: 'memory' } },
      b: { on: 'a', is: { ...named, kind: 'memory' } },
      c: { on: 'b', is: { kind: 'memory' } },
    },
    ['c on a'],
  ],
  [
    'a layer whose parent is not looked at is left alone',
    { b: { on: 'unseen', is: { depth: 2 } }, c: { on: 'b' } },
    [],
  ],
]
for (const [title, forest, merges] of cases)
  test(`merging: ${title} (STO-2)`, () => assert.deepEqual(plan(forest), merges))

test('merging: what is planned, done, comes to an end: then nothing more is planned', () => {
  const layers = standing({
    ...{
      base: { is: named },
      a: { on: 'base' },
      b: { on: 'a', is: named },
      c: { on: 'b' },
      d: { on: 'c' },
      e: { on: 'd' },
    },
    ...{ f: { on: 'b' }, g: { on: 'f' } },
  })
  let now = layers
  for (let rounds = 0; rounds < 3; rounds++) {
    const merges = new Map(planMerges(now, { disk: 4, memory: 2 }).map(({ layer, onto }) => [layer, onto]))
    const moved = now.map(layer => ({
      ...layer,
      parent: merges.has(layer.id) ? (merges.get(layer.id) ?? null) : layer.parent,
    }))
    const used = new Set(moved.map(({ parent }) => parent))
    const left = moved.filter(layer => layer.named || used.has(layer.id))
    const depthOf = (id: LayerId | null): number =>
      id === null ? 0 : 1 + depthOf(left.find(one => one.id === id)?.parent ?? null)
    now = left.map(layer => ({
      ...layer,
      children: left.filter(({ parent }) => parent === layer.id).length,
      depth: depthOf(layer.id),
    }))
  }
  assert.deepEqual(
    now.map(({ id, parent }) => [id, parent]),
    [
      ['base', null],
      ['b', 'base'],
      ['e', 'b'],
      ['g', 'b'],
    ],
  )
  assert.deepEqual(planMerges(now, { disk: 4, memory: 2 }), [])
})
