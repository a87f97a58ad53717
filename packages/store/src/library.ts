import { type AssetId, type LayerId, Problem, type TemplateId } from '@paddock/model'
import type { Tx } from './database.ts'

/** What labs are made of, as far as row-level security shows it: the public part and the tenant's own. */
export const library = {
  /** @throws Problem `not-found` */
  async template(tx: Tx, id: TemplateId) {
    const template = await tx
      .selectFrom('templates')
      .selectAll()
      .where('id', '=', id)
      .where('trash_id', 'is', null)
      .executeTakeFirst()
    if (!template) throw new Problem('not-found', 'There is no such template, or you may not see it.')
    return template
  },

  /** @throws Problem `not-found` when one of them is not there for this tenant. */
  async check(
    tx: Tx,
    named: { layers: readonly LayerId[]; memories?: readonly LayerId[]; assets: readonly AssetId[] },
  ): Promise<void> {
    const assets = [...new Set(named.assets)]
    for (const [ids, kind, what] of [
      [named.layers, 'disk', 'A disk'],
      [named.memories ?? [], 'memory', 'A machine’s memory'],
    ] as const) {
      const layers = [...new Set(ids)]
      if (layers.length === 0) continue
      const found = await tx
        .selectFrom('layers')
        .select('id')
        .where('id', 'in', layers)
        .where('kind', '=', kind)
        .execute()
      if (found.length < layers.length)
        throw new Problem('not-found', `${what} names a layer that is not in your library.`)
    }
    if (assets.length > 0) {
      const found = await tx.selectFrom('assets').select('id').where('id', 'in', assets).execute()
      if (found.length < assets.length) throw new Problem('not-found', 'There is no such ISO in your library.')
    }
  },
}
