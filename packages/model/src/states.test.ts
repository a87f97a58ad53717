import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type LabState, labCan, labStateOf } from './lab.ts'
import type { EndReason, RunPower } from './run.ts'
import {
  decideVmStart,
  decideVmStop,
  decideVmSuspend,
  type VmIntent,
  type VmState,
  vmCan,
  vmState,
  vmStateOf,
} from './vm.ts'

const machines: [VmIntent, RunPower | 'none', EndReason | null, 'heard' | 'silent', VmState][] = [
  ['stopped', 'none', null, 'heard', 'stopped'],
  ['running', 'none', null, 'heard', 'starting'],
  ['running', 'waiting', null, 'heard', 'starting'],
  ['running', 'starting', null, 'heard', 'starting'],
  ['running', 'running', null, 'heard', 'running'],
  ['running', 'stopping', null, 'heard', 'stopping'],
  ['stopped', 'running', null, 'heard', 'stopping'],
  ['stopped', 'starting', null, 'heard', 'stopping'],
  ['stopped', 'ended', 'stopped', 'heard', 'stopped'],
  ['running', 'ended', 'guest-shutdown', 'heard', 'stopped'],
  ['running', 'ended', 'crashed', 'heard', 'failed'],
  ['running', 'ended', 'no-capacity', 'heard', 'failed'],
  ['running', 'ended', 'start-failed', 'heard', 'failed'],
  ['running', 'ended', 'host-restarted', 'heard', 'failed'],
  // Whoever stopped it is not told that it had crashed on the way.
  ['stopped', 'ended', 'crashed', 'heard', 'stopped'],
  // A silent host makes a machine unknown, not stopped; one that had ended before stays ended.
  ['running', 'running', null, 'silent', 'unknown'],
  ['stopped', 'running', null, 'silent', 'unknown'],
  ['running', 'ended', 'crashed', 'silent', 'failed'],
  ['suspended', 'running', null, 'heard', 'suspending'],
  ['suspended', 'stopping', null, 'heard', 'suspending'],
  ['suspended', 'running', null, 'silent', 'unknown'],
  // Its host went down after its memory was safe, or it had none when it ended.
  ['suspended', 'ended', 'host-restarted', 'heard', 'stopped'],
  ['deleted', 'running', null, 'heard', 'deleting'],
  ['deleted', 'none', null, 'silent', 'deleting'],
]

for (const [intent, power, end, host, state] of machines)
  test(`a machine asked ${intent}, seen ${power}${end ? ` (${end})` : ''} by a host that is ${host}, is ${state} (LAB-2)`, () =>
    assert.equal(
      vmStateOf({
        intent,
        run: power === 'none' ? null : { power, end },
        memory: false,
        halted: false,
        hostSilent: host === 'silent',
      }),
      state,
    ))

test('a machine that is down and has its memory is suspended; one that runs or has failed is not', () => {
  const facts = { intent: 'stopped', run: null, memory: true, halted: false, hostSilent: false } as const
  assert.equal(vmStateOf(facts), 'suspended')
  assert.equal(vmStateOf({ ...facts, run: { power: 'ended', end: 'stopped' } }), 'suspended')
  assert.equal(vmStateOf({ ...facts, intent: 'running', run: { power: 'running', end: null } }), 'running')
  assert.equal(vmStateOf({ ...facts, intent: 'running', run: { power: 'ended', end: 'start-failed' } }), 'failed')
  assert.equal(
    vmStateOf({ ...facts, intent: 'suspended', run: { power: 'ended', end: 'host-restarted' } }),
    'suspended',
  )
  assert.equal(vmStateOf({ ...facts, intent: 'running', run: { power: 'starting', end: null } }), 'resuming')
})

test('a machine that its host keeps from going on is paused while it would run, and nothing else', () => {
  const facts = { intent: 'running', memory: false, halted: true, hostSilent: false } as const
  assert.equal(vmStateOf({ ...facts, run: { power: 'running', end: null } }), 'paused')
  assert.equal(vmStateOf({ ...facts, run: { power: 'running', end: null }, hostSilent: true }), 'unknown')
  assert.equal(vmStateOf({ ...facts, intent: 'stopped', run: { power: 'running', end: null } }), 'stopping')
  assert.equal(vmStateOf({ ...facts, run: { power: 'ended', end: 'crashed' } }), 'failed')
})

test('a lab that becomes what it was is reverting, whatever its machines do', () =>
  assert.equal(labStateOf({ intent: 'kept', reverting: true }, ['running', 'failed']), 'reverting'))

const labs: [VmState[], LabState][] = [
  [[], 'empty'],
  [['running', 'running'], 'running'],
  [['running', 'stopped'], 'mixed'],
  [['stopped', 'stopped'], 'stopped'],
  [['suspended', 'stopped'], 'suspended'],
  [['suspended', 'running'], 'mixed'],
  [['running', 'starting'], 'starting'],
  [['running', 'resuming'], 'resuming'],
  [['suspending', 'suspended', 'stopped'], 'suspending'],
  [['stopping', 'stopped'], 'stopping'],
  [['running', 'deleting'], 'stopping'],
  [['paused', 'starting', 'running'], 'paused'],
  [['failed', 'paused', 'running'], 'failed'],
  [['failed', 'starting', 'running'], 'failed'],
  [['unknown', 'failed', 'running'], 'unknown'],
]
for (const [vms, state] of labs)
  test(`a lab of machines ${vms.join(', ') || '(none)'} is ${state} (LAB-2)`, () =>
    assert.equal(labStateOf({ intent: 'kept', reverting: false }, vms), state))

test('a lab that is to be deleted is deleting, whatever its machines do', () =>
  assert.equal(labStateOf({ intent: 'deleted', reverting: true }, ['running']), 'deleting'))

test('what the table allows is what the decision begins', () => {
  for (const state of vmState.options) {
    assert.equal(vmCan.start(state), decideVmStart(state) === 'begin', `start ${state}`)
    assert.equal(vmCan.stop(state), decideVmStop(state) === 'begin', `stop ${state}`)
    assert.equal(vmCan.suspend(state), decideVmSuspend(state) === 'begin', `suspend ${state}`)
  }
  assert.equal(labCan.start('running'), false)
  assert.equal(labCan.delete('deleting'), false)
})
