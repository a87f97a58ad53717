import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gone, running, stopped, type Vm } from './goal.ts'

const vm = (state: Vm['state'], message?: string) =>
  ({ state, reason: message === undefined ? null : { code: 'x', message } }) as Vm
const never = new Set<Vm['state']>()

test('a machine is up when it runs, and says why when it will not', () => {
  assert.deepEqual(running(vm('running'), never), { is: 'there' })
  assert.deepEqual(running(vm('starting'), never), { is: 'on-the-way' })
  assert.deepEqual(running(vm('unknown'), never), { is: 'on-the-way' })
  assert.deepEqual(running(vm('failed', 'No host has room.'), never), { is: 'failed', why: 'No host has room.' })
  assert.equal(running(undefined, never).is, 'failed')
})

test('a machine that came up and went down again has not started', () => {
  assert.equal(running(vm('stopped'), never).is, 'on-the-way')
  assert.deepEqual(running(vm('stopped'), new Set(['starting'] as const)), { is: 'failed', why: 'It stopped again.' })
})

test('a machine that failed or is gone does not run any more', () => {
  assert.equal(stopped(vm('failed'), never).is, 'there')
  assert.equal(stopped(undefined, never).is, 'there')
  assert.equal(stopped(vm('stopping'), never).is, 'on-the-way')
  assert.equal(gone(vm('deleting'), never).is, 'on-the-way')
  assert.equal(gone(undefined, never).is, 'there')
})
