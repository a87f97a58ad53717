import { limits, Problem } from '@paddock/model'
import { snapshots, type Trashed, type Tx, templates, trash } from '@paddock/store'

/**
 * Restores a thing as it was, under another name if one is given.
 *
 * @throws Problem `name-taken`, `limit-reached`; `quota-exceeded` when the transaction ends
 */
export async function restore(tx: Tx, thing: Trashed, wished: string | undefined): Promise<string> {
  const name = wished ?? thing.row.name
  switch (thing.kind) {
    case 'lab':
      break
    case 'snapshot': {
      const { lab_id, lab_name } = thing.row
      if (lab_id !== null && (await snapshots.count(tx, lab_id)).all >= limits.snapshotsPerLab)
        throw new Problem(
          'limit-reached',
          `${lab_name} has ${limits.snapshotsPerLab} snapshots, which is the most. Delete one first.`,
        )
      break
    }
    case 'template':
      if (await templates.isNamed(tx, thing.template.tenant_id, name))
        throw new Problem('name-taken', `Another template is called ${name} now. Restore this one under another name.`)
      break
  }
  await trash.restore(tx, thing, name)
  return name
}
