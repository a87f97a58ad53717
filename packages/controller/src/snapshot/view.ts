import type { SnapshotView } from '@paddock/api'
import type { Caller, SnapshotId } from '@paddock/model'
import { type SnapshotRow, type StoredTrouble, snapshots, type Tx } from '@paddock/store'
import { memoryTrouble } from '../vm/memory-trouble.ts'

/** Snapshots as the API shows them, in the order of the rows. Two round trips, however many. */
export async function snapshotViews(tx: Tx, caller: Caller, rows: readonly SnapshotRow[]): Promise<SnapshotView[]> {
  const ids = rows.map(row => row.id)
  const { runs, sizes, copies, places, memories } = await snapshots.details(tx, ids)
  const hanging = await snapshots.hanging(tx, caller, ids)
  const held = new Map(runs.map(run => [`${run.snapshot_id} ${run.vm_id}`, run]))
  const placeOf = new Map(places.map(place => [place.id, place]))
  const sizeOf = new Map(sizes.map(size => [size.snapshot_id, size]))
  const copiesOf = new Map(copies.map(copy => [copy.snapshot_id, copy.count]))
  const savedWith = new Map(memories.map(memory => [memory.id, memory.compatibility]))
  const unfit = new Map(
    memories.flatMap(({ snapshot_id, compatibility, holders }) => {
      const trouble = memoryTrouble(compatibility, holders)
      return trouble ? [[snapshot_id, trouble] as const] : []
    }),
  )
  return rows.map(row => ({
    id: row.id,
    labId: row.lab_id,
    parentId: placeOf.get(row.id)?.parent ?? null,
    name: row.name,
    description: row.description,
    author: { id: row.author_id, name: row.author_name },
    mode: row.mode,
    state: row.state,
    reason: reasonOf(row.trouble ?? unfit.get(row.id)),
    takenAt: row.taken_at?.toISOString() ?? null,
    vms: row.content.vms.map(vm => ({
      id: vm.id,
      name: vm.name,
      ran: vm.ran,
      memory: vm.memory !== null,
      savedWith: (vm.memory && savedWith.get(vm.memory)) ?? null,
      pauseMs: held.get(`${row.id} ${vm.id}`)?.pause_ms ?? null,
      picture: held.get(`${row.id} ${vm.id}`)?.pictured ?? false,
    })),
    ownBytes: sizeOf.get(row.id)?.own ?? 0,
    sharedBytes: sizeOf.get(row.id)?.shared ?? 0,
    copyCount: copiesOf.get(row.id) ?? 0,
    copies: hangingOn(row, hanging.labs),
    children: hangingOn(row, hanging.children),
    templates: hangingOn(row, hanging.templates),
    current: placeOf.get(row.id)?.current ?? false,
    createdAt: row.created_at.toISOString(),
    revision: row.revision,
  }))
}

const reasonOf = (trouble: StoredTrouble | undefined): SnapshotView['reason'] =>
  trouble ? { code: trouble.code, message: trouble.message } : null

const hangingOn = <T extends { readonly snapshot: SnapshotId }>(
  row: SnapshotRow,
  all: readonly T[],
): Omit<T, 'snapshot'>[] => all.flatMap(({ snapshot, ...rest }) => (snapshot === row.id ? [rest] : []))
