import { type Disposable, snapshots, type Tx, templates } from '@paddock/store'
import { deleteLab } from '../lab/delete.ts'

/** Removes a thing for good, from the trash or from where it was. A lab takes its host some time. */
export async function remove(tx: Tx, thing: Disposable): Promise<void> {
  switch (thing.kind) {
    case 'lab':
      return deleteLab(tx, thing.lab)
    case 'snapshot':
      return snapshots.remove(tx, thing.snapshot)
    case 'template':
      return templates.remove(tx, thing.template)
  }
}
