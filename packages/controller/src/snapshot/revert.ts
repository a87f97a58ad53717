import { type Caller, Problem, type SnapshotId } from '@paddock/model'
import { type Granted, type LabRow, labs, runs, snapshots, type Tx } from '@paddock/store'
import { demandKept, vmsWithStates } from '../lab/power.ts'
import type { Needs } from '../needs.ts'

/**
 * Asks for a lab to become what it was at one of its snapshots.
 *
 * Its machines are switched off; when they are, the reconciler puts the snapshot's content in the place of the lab's.
 *
 * @throws Problem `not-found` for another lab's snapshot; `not-ready`, `not-now`
 */
export async function revertLab(
  needs: Needs,
  tx: Tx,
  caller: Caller,
  lab: Granted<'lab.snapshot', LabRow>,
  id: SnapshotId,
): Promise<void> {
  demandKept(lab)
  const snapshot = await snapshots.one(tx, caller, id, 'lab.view')
  if (snapshot.lab_id !== lab.id) throw new Problem('not-found', `${lab.name} has no such snapshot.`)
  if (snapshot.state === 'taking')
    throw new Problem('not-ready', `${snapshot.name} is being taken. Revert to it when it is.`)
  if (snapshot.state === 'failed') throw new Problem('not-now', `${snapshot.name} was not taken: nothing is in it.`)
  if ((await snapshots.count(tx, lab.id)).taking > 0)
    throw new Problem('not-now', `A snapshot of ${lab.name} is being taken. Revert when it is done.`)
  const vms = await vmsWithStates(needs, tx, lab)
  const silent = vms.find(({ state }) => state === 'unknown')
  if (silent) throw new Problem('not-now', `The host of ${silent.vm.name} is silent. Revert once it is back.`)
  const kept = new Set(snapshot.content.vms.map(vm => vm.id))
  const outside = vms.find(({ vm }) => vm.created_at < snapshot.created_at && !kept.has(vm.id))
  if (outside)
    throw new Problem(
      'not-now',
      `${snapshot.name} is of some machines only, and ${outside.vm.name} would be lost. Start a copy of it instead.`,
    )
  await runs.end(
    tx,
    lab,
    vms.map(({ vm }) => vm.id),
    { want: 'off' },
  )
  await labs.update(tx, lab, { revert_to: id })
}
