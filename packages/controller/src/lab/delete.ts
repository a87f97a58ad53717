import { type Granted, type LabRow, labs, type Tx, volumes } from '@paddock/store'

/**
 * Deletes a lab: its machines are switched off, then their disks go from the hosts, then the lab is gone.
 *
 * Records the wish; the removal reconciler finishes it. Safe to repeat.
 */
export async function deleteLab(tx: Tx, lab: Granted<'lab.delete', LabRow>): Promise<void> {
  if (lab.intent === 'deleted') return
  await labs.update(tx, lab, { intent: 'deleted' })
  await labs.discardVms(tx, lab, 'all')
  await volumes.discardOfLab(tx, lab.id)
}
