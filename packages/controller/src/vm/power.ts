import { decideVmStart, decideVmStop, Problem, vmCan } from '@paddock/model'
import { type Granted, type InLab, runs, type Tx, type VmRow } from '@paddock/store'
import { beginVms, cannotStart } from '../lab/power.ts'
import { suspendVms } from '../lab/suspend.ts'
import type { Needs } from '../needs.ts'
import { demandVmKept, wholeVm } from './load.ts'

type Operable = Granted<'lab.operate', InLab<VmRow>>

// The grant on a machine was given for its lab.
const labOf = (vm: Operable) => vm.lab as Granted<'lab.operate', Operable['lab']>

/**
 * Starts a machine. Safe to repeat. `cold`: one that has stored memory gives it up and boots.
 *
 * @throws Problem `not-now` while it is still going down, or its host is silent; `memory-unfit`
 */
export async function startVm(needs: Needs, tx: Tx, vm: Operable, { cold = false } = {}): Promise<void> {
  demandVmKept(vm)
  const { whole, state } = await wholeVm(needs, tx, vm)
  switch (decideVmStart(state)) {
    case 'nothing-to-do':
      return
    case 'refuse':
      throw cannotStart(vm.name, state)
    case 'begin':
      await beginVms(needs, tx, labOf(vm), [whole], { cold })
  }
}

/** Stores a machine's memory and ends it. Safe to repeat. @throws Problem `not-now` unless it runs */
export async function suspendVm(needs: Needs, tx: Tx, vm: Operable): Promise<void> {
  demandVmKept(vm)
  const { whole, state } = await wholeVm(needs, tx, vm)
  if (state === 'suspended' || state === 'suspending') return
  if (!vmCan.suspend(state))
    throw new Problem('not-now', `${vm.name} is ${state}; only a running machine can be suspended.`)
  await suspendVms(needs, tx, labOf(vm), [{ vm: whole, state }])
}

/** Lets a suspended machine go on. Safe to repeat. @throws Problem `not-now` unless it is suspended */
export async function resumeVm(needs: Needs, tx: Tx, vm: Operable): Promise<void> {
  const { state } = await wholeVm(needs, tx, vm)
  if (state !== 'running' && state !== 'resuming' && !vmCan.resume(state) && vm.memory_layer_id === null)
    throw new Problem('not-now', `${vm.name} is ${state}, and has no memory to go on from. Start it instead.`)
  await startVm(needs, tx, vm)
}

/** Shuts a machine down gracefully. Safe to repeat. */
export async function stopVm(needs: Needs, tx: Tx, vm: Operable, graceSeconds: number): Promise<void> {
  demandVmKept(vm)
  const { state } = await wholeVm(needs, tx, vm)
  if (decideVmStop(state) === 'begin') await runs.end(tx, labOf(vm), [vm.id], { want: 'stopped', graceSeconds })
}

/** Takes the power from a machine, also from one that is shutting down; one that is suspended loses its memory. Safe to repeat. */
export async function powerVmOff(tx: Tx, vm: Operable): Promise<void> {
  demandVmKept(vm)
  await runs.end(tx, labOf(vm), [vm.id], { want: 'off' })
  await runs.forgetMemory(tx, labOf(vm), [vm.id])
}

/** Presses a machine's reset button. @throws Problem `not-now` unless it runs */
export async function resetVm(needs: Needs, tx: Tx, vm: Operable): Promise<void> {
  const { state } = await wholeVm(needs, tx, vm)
  if (state !== 'running') throw new Problem('not-now', `${vm.name} is ${state}; only a running machine can be reset.`)
  await runs.reset(tx, labOf(vm), [vm.id])
}
