import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Caller, LabId, TenantId, UserId, ViewerId, VmId } from '@paddock/model'
import { Room, type Viewer } from './room.ts'

function roomWith(...names: string[]) {
  const log: string[] = []
  const rights = new Map(names.map(name => [name, true]))
  const room = new Room({ vm: 'vm' as VmId, lab: 'lab' as LabId, tenant: 't' as TenantId }, () => log.push('changed'))
  const viewers = names.map((name, at): Viewer => {
    const caller: Caller = { user: name as UserId, name, tenant: null, role: null, projects: new Map() }
    return {
      ...{ id: `${name}-${at}` as ViewerId, caller, kind: 'screen', looksOnly: false, since: new Date(0) },
      mayUse: () => rights.get(name) === true,
      release: () => void log.push(`${name} lets go`),
      close: why => void log.push(`${name} is sent away: ${why}`),
    }
  })
  for (const viewer of viewers) room.enter(viewer)
  const driving = () =>
    room
      .view()
      .viewers.filter(({ drives }) => drives)
      .map(({ name }) => name)
  return { room, viewers, rights, log, driving }
}

test('whose role may only look only watches, from the moment on that it does; at the wheel it gives that back to everyone', () => {
  const { room, viewers, rights, log, driving } = roomWith('ann', 'ben')
  assert.deepEqual(driving(), ['ann', 'ben'])
  room.handTo(viewers[1]?.id ?? null)
  assert.deepEqual(driving(), ['ben'])
  assert.ok(log.includes('ann lets go'))
  rights.set('ben', false)
  room.rightsChanged()
  assert.deepEqual(driving(), ['ann'])
  assert.ok(log.includes('ben lets go'))
  assert.equal(room.view().driverId, null)
  assert.throws(() => room.handTo(viewers[1]?.id ?? null), { code: 'not-now' })
  assert.throws(() => room.handTo('nobody' as ViewerId), { code: 'not-now' })
})

test('a driver who leaves gives the wheel back; one who comes again in the same place keeps the others out of its leaving', () => {
  const { room, viewers, driving } = roomWith('ann', 'ben')
  const [ann] = viewers
  assert.ok(ann)
  room.handTo(ann.id)
  const again = { ...ann }
  room.leave(ann)
  room.enter(again)
  room.leave(ann)
  assert.deepEqual(driving().sort(), ['ann', 'ben'])
})

test('while one drives alone, texts of others are not typed', () => {
  const { room, viewers } = roomWith('ann', 'ben')
  const [ann, ben] = viewers
  assert.ok(ann && ben)
  room.handTo(ben.id)
  assert.throws(() => room.demandFree(ann.caller), { code: 'not-now' })
  room.demandFree(ben.caller)
})
