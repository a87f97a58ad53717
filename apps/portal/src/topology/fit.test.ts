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
const desk = { width: 1_176, height: 640 }
const phone = { width: 358, height: 560 }

test('three machines are shown at full size, and forty as large as can be read, without scrolling sideways', () => {
  assert.equal(fitTopology(plan(3), untouched, desk).scale, 1)
  for (const machines of [40, 60]) {
    const { layout, scale } = fitTopology(plan(machines, 4), untouched, desk)
    assert.ok(scale >= 0.75 && layout.width * scale <= desk.width + 1)
  }
})

test('on a phone the picture is as wide as the screen', () => {
  for (const machines of [0, 1, 3, 40]) {
    const { layout, scale } = fitTopology(plan(machines, 2), untouched, phone)
    assert.ok(layout.width * scale <= phone.width + 1, `${machines}: ${layout.width * scale}`)
  }
})
