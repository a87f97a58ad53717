import type { Deletion } from '@paddock/api'
import { type Caller, decideVmStop } from '@paddock/model'
import { type Disposable, type Granted, type LabRow, labOutlines, runs, type Tx, trash } from '@paddock/store'
import { vmsWithStates } from '../lab/power.ts'
import type { TrashNeeds } from '../needs.ts'
import { remove } from './remove.ts'
import { trashViews } from './view.ts'

const dayMs = 86_400_000

/** How long a guest has to shut down: what it writes then is there when its lab is restored. */
const graceSeconds = 90

/**
 * Deletes a thing: into the trash, from which it can be restored for as long as the installation keeps such things, or for good.
 *
 * A lab is stopped; a snapshot that was never taken has nothing to restore.
 */
export async function dispose(
  needs: TrashNeeds,
  tx: Tx,
  caller: Caller,
  thing: Disposable & { readonly now: boolean },
): Promise<Deletion> {
  const { trashDays } = needs.settings
  if (thing.now || trashDays === 0 || isNothing(thing)) {
    await remove(tx, thing)
    return { trash: null }
  }
  const now = needs.clock()
  if (thing.kind === 'lab') await stop(needs, tx, thing.lab)
  const row = await trash.put(tx, thing, {
    id: needs.newId<'trash'>(),
    ...(await factsOf(tx, thing)),
    kind: thing.kind,
    trashed_at: now,
    trashed_by_id: caller.user,
    trashed_by_name: caller.name,
    kept_until: new Date(now.getTime() + trashDays * dayMs),
  })
  const [view = null] = await trashViews(tx, [row])
  return { trash: view }
}

/** Whether there is nothing that could be restored. */
function isNothing(thing: Disposable): boolean {
  switch (thing.kind) {
    case 'lab':
      return thing.lab.intent === 'deleted'
    case 'snapshot':
      return thing.snapshot.state !== 'taken'
    case 'template':
      return false
  }
}

async function stop(needs: TrashNeeds, tx: Tx, lab: Granted<'lab.delete', LabRow>): Promise<void> {
  const vms = await vmsWithStates(needs, tx, lab)
  const alive = vms.filter(({ state }) => decideVmStop(state) === 'begin').map(({ vm }) => vm.id)
  await runs.end(tx, lab, alive, { want: 'stopped', graceSeconds })
}

async function factsOf(tx: Tx, thing: Disposable) {
  switch (thing.kind) {
    case 'lab': {
      const { id, tenant_id, name, project_id } = thing.lab
      return { thing_id: id, tenant_id, name, project_id, lab_id: id }
    }
    case 'snapshot': {
      const { id, tenant_id, name, lab_id } = thing.snapshot
      const [lab] = await labOutlines(tx, [lab_id])
      return { thing_id: id, tenant_id, name, lab_id, project_id: lab?.project_id ?? null, lab_name: lab?.name ?? null }
    }
    case 'template': {
      const { id, tenant_id, name } = thing.template
      return { thing_id: id, tenant_id, name }
    }
  }
}
