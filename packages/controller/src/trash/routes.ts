import { type Trashed, type Tx, trash } from '@paddock/store'
import type { Handlers } from '../route.ts'
import { remove } from './remove.ts'
import { restore } from './restore.ts'
import { trashViews } from './view.ts'

type Ids = 'trashList' | 'trashRestore' | 'trashDelete' | 'trashEmpty'

const subject = ({ row: { kind, thing_id: id, name, lab_id } }: Trashed) => ({
  kind,
  id,
  name,
  ...(lab_id === null ? {} : { lab: lab_id }),
})

export function trashRoutes(): Handlers<Ids> {
  const discard = async (tx: Tx, thing: Trashed): Promise<void> => {
    await trash.leave(tx, thing)
    await remove(tx, thing)
  }
  return {
    trashList: ({ caller, query, read }) =>
      read(async tx => {
        const page = await trash.page(tx, caller, query)
        return { items: await trashViews(tx, page.rows), nextCursor: page.nextCursor }
      }),
    trashRestore: ({ caller, params, body, change, about }) =>
      change(async tx => {
        const thing = await trash.one(tx, caller, params.trash)
        about(subject(thing))
        const { kind, thing_id: id, lab_id: labId } = thing.row
        return { kind, id, name: await restore(tx, thing, body.name), labId }
      }),
    trashDelete: ({ caller, params, change, about }) =>
      change(async tx => {
        const thing = await trash.one(tx, caller, params.trash)
        about(subject(thing))
        await discard(tx, thing)
        return undefined
      }),
    trashEmpty: ({ caller, change }) =>
      change(async tx => {
        const ids = await trash.all(tx, caller)
        for (const id of ids) await discard(tx, await trash.one(tx, caller, id))
        return { removedCount: ids.length }
      }),
  }
}
