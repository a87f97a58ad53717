import { decideVmSuspend, Problem, type VmState, vmCan } from '@paddock/model'
import { type Granted, type LabOutline, type LabRow, snapshots, suspensions, type Tx } from '@paddock/store'
import type { Needs } from '../needs.ts'
import { beginVms, demandKept, vmsWithStates } from './power.ts'

type Operable = Granted<'lab.operate', LabRow>

interface VmWithState {
  readonly vm: Pick<LabOutline['vms'][number], 'id' | 'name' | 'run_id' | 'host_id'>
  readonly state: VmState
}

/**
 * Suspends every running machine of a lab: all are held at one instant, so what was between two of them still is when they go on.
 *
 * Returns before their memory is stored. If that fails they run on. Safe to repeat.
 *
 * @throws Problem `not-now` when none runs, one is on its way up or down, or a snapshot is being taken
 */
export async function suspendLab(needs: Needs, tx: Tx, lab: Operable): Promise<void> {
  demandKept(lab)
  const vms = await vmsWithStates(needs, tx, lab)
  const refused = vms.find(({ state }) => decideVmSuspend(state) === 'refuse')
  if (refused) throw cannotSuspend(refused)
  if (vms.some(({ state }) => state === 'suspending' || state === 'suspended') && !vms.some(isUp)) return
  if (!vms.some(isUp)) throw new Problem('not-now', `No machine of ${lab.name} is running.`)
  await suspendVms(needs, tx, lab, vms.filter(isUp))
}

const isUp = ({ state }: VmWithState): boolean => vmCan.suspend(state)

/** Suspends running machines of a lab, together. @throws Problem `not-now` while a snapshot of the lab is being taken */
export async function suspendVms(needs: Needs, tx: Tx, lab: Operable, vms: readonly VmWithState[]): Promise<void> {
  if ((await snapshots.count(tx, lab.id)).taking > 0)
    throw new Problem('not-now', `A snapshot of ${lab.name} is being taken. Suspend it when that is done.`)
  const host = vms[0]?.vm.host_id
  if (host === null || host === undefined) throw new Problem('not-now', `${lab.name} is on no host yet.`)
  await suspensions.insert(
    tx,
    lab,
    { id: needs.newId<'snapshot'>(), host_id: host },
    vms.map(({ vm }) => ({ run: vm.run_id as NonNullable<typeof vm.run_id>, memory: needs.newId<'layer'>() })),
  )
}

function cannotSuspend({ vm, state }: VmWithState): Problem {
  return new Problem(
    'not-now',
    state === 'unknown'
      ? `The host of ${vm.name} is silent. Suspend it once the host is back.`
      : `${vm.name} is ${state}. Suspend it once it runs or has stopped.`,
  )
}

/**
 * Lets every machine of a lab that has its memory go on from it. Safe to repeat.
 *
 * @throws Problem `not-now` when none is suspended; `memory-unfit`
 */
export async function resumeLab(needs: Needs, tx: Tx, lab: Operable): Promise<void> {
  demandKept(lab)
  const vms = await vmsWithStates(needs, tx, lab)
  const resting = vms.filter(
    ({ vm, state }) => state === 'suspended' || (state === 'failed' && vm.memory_layer_id !== null),
  )
  if (resting.length > 0)
    return beginVms(
      needs,
      tx,
      lab,
      resting.map(({ vm }) => vm),
      { cold: false },
    )
  const suspending = vms.find(({ state }) => state === 'suspending')
  if (suspending)
    throw new Problem('not-now', `${suspending.vm.name} is still being suspended. Resume it once that is done.`)
  if (!vms.some(({ state }) => state === 'running' || state === 'resuming'))
    throw new Problem('not-now', `No machine of ${lab.name} is suspended.`)
}
