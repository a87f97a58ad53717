import { snapshotSeen } from '@paddock/host-api'
import { z } from 'zod'

/**
 * What the ledger remembers of one snapshot, so that its instant comes once, whoever dies in between.
 *
 * `begun` is written before the first guest stands still, the others when it is over. One that is found as `begun` by a later
 * daemon has failed: nobody can tell any more how far it came.
 */
export const snapshotRecord = z.object({
  snapshot: snapshotSeen.shape.snapshot,
  phase: z.enum(['begun', 'taken', 'failed']),
  takenAt: snapshotSeen.shape.takenAt,
  machines: snapshotSeen.shape.machines,
  trouble: snapshotSeen.shape.trouble,
})
export type SnapshotRecord = z.infer<typeof snapshotRecord>
