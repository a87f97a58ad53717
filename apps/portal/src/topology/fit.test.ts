import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NetworkId, VmId } from '@paddock/model'
import { fitTopology } from './fit.ts'
import { untouched } from './plan.ts'

const plan = (machines: number, networks = 1) => ({
  networks: Array.from({ length: networks }, (_, at) => ({ id: `net-${at}` as NetworkId, hasWayOut: true })),
  machines: Array.from({ length: machines }, (_, at) => ({
    id: `vm-${at}` as VmId,
    networks: [`net-${at % networks}` as NetworkId],
  })),
})
const desk = 1_176
const phone = 358

test('three machines and sixty are shown at full size, without scrolling sideways', () => {
  for (const machines of [3, 12, 40, 60]) {
    const { layout, scale } = fitTopology(plan(machines, 4), untouched, desk)
    assert.ok(scale === 1 && layout.width <= desk)
  }
})

test('on a phone the picture is as wide as the screen', () => {
  for (const machines of [0, 1, 3, 40]) {
    const { layout, scale } = fitTopology(plan(machines, 2), untouched, phone)
    assert.ok(scale > 0.99 && layout.width * scale <= phone + 1, `${machines}: ${layout.width} at ${scale}`)
  }
})

test('few machines show their screens large, many stand on two pages at most', () => {
  assert.equal(fitTopology(plan(3), untouched, desk).kind, 'tall')
  const { kind, layout } = fitTopology(plan(40, 2), untouched, desk)
  assert.equal(kind, 'flat')
  assert.ok(layout.height < 1_200, `${layout.height}`)
})
