import type { SnapshotView } from '@paddock/api'
import { type SnapshotRow, snapshots, type Tx } from '@paddock/store'

/** Snapshots as the API shows them, in the order of the rows. Four queries in one round trip, however many. */
export async function snapshotViews(tx: Tx, rows: readonly SnapshotRow[]): Promise<SnapshotView[]> {
  const { runs, sizes, copies, places } = await snapshots.details(
    tx,
    rows.map(row => row.id),
  )
  const pauses = new Map(runs.map(run => [`${run.snapshot_id} ${run.vm_id}`, run.pause_ms]))
  const placeOf = new Map(places.map(place => [place.id, place]))
  const sizeOf = new Map(sizes.map(size => [size.snapshot_id, size]))
  const copiesOf = new Map(copies.map(copy => [copy.snapshot_id, copy.count]))
  return rows.map(row => ({
    id: row.id,
    labId: row.lab_id,
    parentId: placeOf.get(row.id)?.parent ?? null,
    name: row.name,
    description: row.description,
    author: { id: row.author_id, name: row.author_name },
    mode: row.mode,
    state: row.state,
    reason: row.trouble === null ? null : { code: row.trouble.code, message: row.trouble.message },
    takenAt: row.taken_at?.toISOString() ?? null,
    vms: row.content.vms.map(vm => ({
      id: vm.id,
      name: vm.name,
      ran: vm.ran,
      memory: vm.memory !== null,
      pauseMs: pauses.get(`${row.id} ${vm.id}`) ?? null,
    })),
    ownBytes: sizeOf.get(row.id)?.own ?? 0,
    sharedBytes: sizeOf.get(row.id)?.shared ?? 0,
    copyCount: copiesOf.get(row.id) ?? 0,
    current: placeOf.get(row.id)?.current ?? false,
    createdAt: row.created_at.toISOString(),
    revision: row.revision,
  }))
}
