import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NetworkId, VmId } from '@paddock/model'
import fc from 'fast-check'
import { type Layout, layOut } from './layout.ts'
import { type Box, type Plan, type Point, untouched } from './plan.ts'

const net = (at: number) => `net-${at}` as NetworkId
const vm = (at: number) => `vm-${at}` as VmId
const card = { width: 160, height: 140 }

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

/** A stretch of a line as a box without an inside, a hair narrower than it is, so that touching is no crossing. */
const stretch = (from: Point, to: Point): Box => ({
  x: Math.min(from.x, to.x) + 0.01,
  y: Math.min(from.y, to.y) + 0.01,
  width: Math.max(0, Math.abs(from.x - to.x) - 0.02),
  height: Math.max(0, Math.abs(from.y - to.y) - 0.02),
})
const stretches = (points: readonly Point[]): Box[] =>
  points.slice(1).map((point, at) => stretch(points[at] ?? point, point))
const crosses = (line: Box, box: Box): boolean =>
  line.x <= box.x + box.width &&
  box.x <= line.x + line.width &&
  line.y <= box.y + box.height &&
  box.y <= line.y + line.height

function assertNothingOverlaps(layout: Layout): void {
  const { places, areas, links, wayOut } = layout
  const solid = [...places.map(place => place.box), ...areas.map(area => area.label), ...(wayOut ? [wayOut] : [])]
  solid.forEach((one, at) => {
    for (const other of solid.slice(at + 1)) assert.ok(!overlap(one, other), JSON.stringify([one, other]))
    assert.ok(one.x >= 0 && one.y >= 0 && one.x + one.width <= layout.width && one.y + one.height <= layout.height)
  })
  areas.forEach((one, at) => {
    for (const other of areas.slice(at + 1)) assert.ok(!overlap(one.box, other.box))
  })
  for (const place of places) {
    const area = areas.find(each => each.home === place.home)
    assert.ok(area && place.box.y >= area.label.y + area.label.height, 'a machine stands under its network')
    assert.ok(area && place.box.y + place.box.height <= area.box.y + area.box.height)
    for (const other of areas)
      for (const rail of other.rails) {
        const line = stretch({ x: rail.from, y: rail.y }, { x: rail.to, y: rail.y })
        assert.ok(!crosses(line, place.box), 'no line of a network runs through a machine')
      }
  }
  const lines = links.map(link => stretches(link.points))
  for (const line of lines.flat())
    for (const place of places)
      assert.ok(
        !overlap({ ...line, width: line.width + 0.001, height: line.height + 0.001 }, place.box),
        'a link runs around machines',
      )
  // Two lines up and down in one place would be seen as one.
  const upright = lines.map(line => line.filter(part => part.width === 0 && part.height > 0))
  upright.forEach((one, at) => {
    for (const other of upright.slice(at + 1))
      for (const a of one) for (const b of other) assert.ok(a.x !== b.x || !crosses(a, b), 'two links share a stretch')
  })
}

const plans = fc
  .record({
    networks: fc.array(fc.boolean(), { maxLength: 8, size: 'max' }),
    machines: fc.array(fc.array(fc.nat(7), { maxLength: 4 }), { maxLength: 60, size: 'max' }),
    columns: fc.integer({ min: 1, max: 10 }),
  })
  .map(({ networks, machines, columns }) => ({
    columns,
    plan: {
      networks: networks.map((hasWayOut, at) => ({ id: net(at), hasWayOut })),
      machines: machines.map((on, at) => ({
        id: vm(at),
        networks: on.filter(network => network < networks.length).map(net),
      })),
    } satisfies Plan,
  }))

test('in a lab’s picture nothing overlaps, whatever is on whatever (BEY-12)', () => {
  fc.assert(
    fc.property(plans, ({ plan, columns }) => {
      const layout = layOut(plan, { columns, card }, untouched)
      assertNothingOverlaps(layout)
      assert.equal(layout.places.length, plan.machines.length)
      const links = plan.machines.reduce((sum, machine) => sum + new Set(machine.networks).size, 0)
      assert.equal(layout.links.length, links, 'every machine is joined to each of its networks once')
    }),
    { numRuns: 300 },
  )
})

test('a line to a machine ends at it, and begins on a line of its network', () => {
  fc.assert(
    fc.property(plans, ({ plan, columns }) => {
      const { links, areas, places } = layOut(plan, { columns, card }, untouched)
      for (const { vm: id, network, points } of links) {
        const [begin] = points
        const end = points.at(-1)
        const box = places.find(place => place.vm === id)?.box
        const rails = areas.find(area => area.home === network)?.rails ?? []
        assert.ok(begin && end && box)
        assert.ok(rails.some(rail => rail.y === begin.y && rail.from <= begin.x && begin.x <= rail.to))
        assert.ok(end.y === box.y || end.x === box.x + box.width)
      }
    }),
  )
})

test('three machines on one network stand in a row, and forty in as many rows as they need', () => {
  const on = (count: number) => ({
    networks: [{ id: net(0), hasWayOut: true }],
    machines: Array.from({ length: count }, (_, at) => ({ id: vm(at), networks: [net(0)] })),
  })
  const rows = (layout: Layout) => new Set(layout.places.map(place => place.box.y)).size
  assert.equal(rows(layOut(on(3), { columns: 5, card }, untouched)), 1)
  assert.equal(rows(layOut(on(40), { columns: 8, card }, untouched)), 5)
})
