interface Hanging {
  readonly id: string
  readonly parentId: string | null
  readonly createdAt: string
}

/** A snapshot with what was taken from there on, oldest first. */
export interface Branch<Snapshot> {
  readonly snapshot: Snapshot
  readonly next: readonly Branch<Snapshot>[]
}

/** Snapshots as the trees that they hang in. One whose parent is not among them is a root. */
export function treeOf<Snapshot extends Hanging>(snapshots: readonly Snapshot[]): Branch<Snapshot>[] {
  const known = new Set(snapshots.map(one => one.id))
  const oldestFirst = snapshots.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
  const byParent = Map.groupBy(oldestFirst, one =>
    one.parentId !== null && known.has(one.parentId) ? one.parentId : null,
  )
  const branches = (parent: string | null): Branch<Snapshot>[] =>
    (byParent.get(parent) ?? []).map(snapshot => ({ snapshot, next: branches(snapshot.id) }))
  return branches(null)
}
