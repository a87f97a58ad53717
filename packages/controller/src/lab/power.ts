import { decideVmStart, decideVmStop, Problem, type VmState } from '@paddock/model'
import { type Granted, type LabOutline, type LabRow, labOutlines, runs, type Tx } from '@paddock/store'
import type { Needs } from '../needs.ts'
import { demandFit } from '../vm/memory-trouble.ts'
import { stateOfVm } from '../vm/view.ts'

type Operable = Granted<'lab.operate', LabRow>
type Vm = LabOutline['vms'][number]

/** The machines of a lab with the states that they are shown in, those left out that are being deleted. */
export async function vmsWithStates(
  needs: Pick<Needs, 'clock'>,
  tx: Tx,
  lab: Pick<LabRow, 'id'>,
): Promise<{ vm: Vm; state: VmState }[]> {
  const [outline] = await labOutlines(tx, [lab.id])
  const now = needs.clock()
  return (outline?.vms ?? []).map(vm => ({ vm, state: stateOfVm(vm, now) })).filter(({ state }) => state !== 'deleting')
}

/** @throws Problem `not-now` when the lab is being deleted, or reverted */
export function demandKept(lab: LabRow): void {
  if (lab.intent === 'deleted') throw new Problem('not-now', `${lab.name} is being deleted.`)
  if (lab.revert_to !== null)
    throw new Problem('not-now', `${lab.name} is being reverted to a snapshot. Try again when it is done.`)
}

/**
 * Starts every machine of a lab that does not run.
 *
 * Returns before anything boots; the lab's state tells how far it has come. Safe to repeat. `cold`: those that have stored memory give it up and
 * boot.
 *
 * @throws Problem `not-now` while machines of it are still going down, or their host is silent; `memory-unfit`
 */
export async function startLab(needs: Needs, tx: Tx, lab: Operable, { cold = false } = {}): Promise<void> {
  demandKept(lab)
  const vms = await vmsWithStates(needs, tx, lab)
  const refused = vms.find(({ state }) => decideVmStart(state) === 'refuse')
  if (refused) throw cannotStart(refused.vm.name, refused.state)
  const begun = vms.filter(({ state }) => decideVmStart(state) === 'begin').map(({ vm }) => vm)
  await beginVms(needs, tx, lab, begun, { cold })
}

/** Begins machines that are down: from their memory if they have some, unless `cold`. @throws Problem `memory-unfit` */
export async function beginVms(
  needs: Needs,
  tx: Tx,
  lab: Operable,
  vms: readonly Vm[],
  { cold }: { cold: boolean },
): Promise<void> {
  const ids = vms.map(vm => vm.id)
  if (cold) await runs.forgetMemory(tx, lab, ids)
  else demandFit(vms)
  await runs.begin(tx, lab, ids, needs.newId<'run'>)
}

export function cannotStart(name: string, state: VmState): Problem {
  return new Problem(
    'not-now',
    state === 'unknown'
      ? `The host of ${name} is silent, so it may be running. Start it once the host is back.`
      : `${name} is still ${state}. Start it once it has stopped.`,
  )
}

/** Shuts every machine of a lab down gracefully. Safe to repeat. */
export async function stopLab(needs: Needs, tx: Tx, lab: Operable, graceSeconds: number): Promise<void> {
  const vms = await vmsWithStates(needs, tx, lab)
  await runs.end(
    tx,
    lab,
    vms.filter(({ state }) => decideVmStop(state) === 'begin').map(({ vm }) => vm.id),
    { want: 'stopped', graceSeconds },
  )
}

/** Takes the power from every machine of a lab, also from one that is shutting down; one that is suspended loses its memory. Safe to repeat. */
export async function powerLabOff(needs: Needs, tx: Tx, lab: Operable): Promise<void> {
  const vms = (await vmsWithStates(needs, tx, lab)).map(({ vm }) => vm.id)
  await runs.end(tx, lab, vms, { want: 'off' })
  await runs.forgetMemory(tx, lab, vms)
}

/**
 * Presses the reset button of every running machine of a lab.
 *
 * @throws Problem `not-now` when none runs
 */
export async function resetLab(needs: Needs, tx: Tx, lab: Operable): Promise<void> {
  const running = (await vmsWithStates(needs, tx, lab)).filter(({ state }) => state === 'running')
  if (running.length === 0) throw new Problem('not-now', `No machine of ${lab.name} is running.`)
  await runs.reset(
    tx,
    lab,
    running.map(({ vm }) => vm.id),
  )
}
