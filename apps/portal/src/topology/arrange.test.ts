import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NetworkId, VmId } from '@paddock/model'
import { dropMachine, stepMachine } from './arrange.ts'
import { layOut } from './layout.ts'
import { type Arrangement, machinesByHome, type Plan, untouched } from './plan.ts'

const [front, back] = ['front', 'back'] as NetworkId[] as [NetworkId, NetworkId]
const [web, app, db] = ['web', 'app', 'db'] as VmId[] as [VmId, VmId, VmId]
const plan: Plan = {
  networks: [
    { id: front, hasWayOut: true },
    { id: back, hasWayOut: false },
  ],
  machines: [
    { id: web, networks: [front] },
    { id: app, networks: [front, back] },
    { id: db, networks: [back] },
  ],
}
const measures = { columns: 4, card: { width: 100, height: 80 } }

function drop(vm: VmId, where: { on: VmId; right?: boolean }, arrangement: Arrangement = untouched) {
  const layout = layOut(plan, measures, arrangement)
  const box = layout.places.find(place => place.vm === where.on)?.box
  assert.ok(box)
  const at = { x: box.x + (where.right ? 90 : 10), y: box.y + 40 }
  return dropMachine({ plan, layout, arrangement }, { vm, at })
}
const shown = (arrangement: Arrangement) => Object.fromEntries(machinesByHome(plan, arrangement))

test('a machine that is dropped on another’s left half comes before it, on its right half behind it', () => {
  assert.deepEqual(shown(drop(app, { on: web })), { front: [app, web], back: [db] })
  assert.deepEqual(shown(drop(app, { on: web, right: true })), { front: [web, app], back: [db] })
})

test('a machine hangs on another of its networks when it is dropped there, and never on one that it is not on', () => {
  assert.deepEqual(shown(drop(app, { on: db })), { front: [web], back: [app, db] })
  assert.deepEqual(shown(drop(web, { on: db })), { front: [app, web], back: [db] })
})

test('keys move a machine one place, and not beyond the ends', () => {
  assert.deepEqual(shown(stepMachine(plan, untouched, { vm: web, by: 1 })), { front: [app, web], back: [db] })
  assert.deepEqual(shown(stepMachine(plan, untouched, { vm: web, by: -1 })), { front: [web, app], back: [db] })
})

test('what was arranged is kept when machines and networks come and go', () => {
  const moved = drop(app, { on: db })
  const smaller: Plan = { networks: plan.networks.slice(0, 1), machines: plan.machines.slice(1) }
  assert.deepEqual(Object.fromEntries(machinesByHome(smaller, moved)), { front: [app], null: [db] })
})
