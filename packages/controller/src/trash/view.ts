import type { TrashView } from '@paddock/api'
import { type TrashRow, type Tx, trash } from '@paddock/store'

/** What is in the trash as the API shows it, in the order of the rows. One query, however many. */
export async function trashViews(tx: Tx, rows: readonly TrashRow[]): Promise<TrashView[]> {
  const { projects, sizes } = await trash.details(tx, rows)
  return rows.map(row => ({
    id: row.id,
    kind: row.kind,
    thingId: row.thing_id,
    name: row.name,
    project: row.project_id === null ? null : { id: row.project_id, name: projects.get(row.id) ?? '' },
    lab: row.kind === 'snapshot' && row.lab_id !== null ? { id: row.lab_id, name: row.lab_name ?? '' } : null,
    state: row.leaving ? 'leaving' : 'kept',
    deletedAt: row.trashed_at.toISOString(),
    deletedBy: { id: row.trashed_by_id, name: row.trashed_by_name },
    keptUntil: row.kept_until.toISOString(),
    storedBytes: sizes.get(row.id) ?? 0,
  }))
}
