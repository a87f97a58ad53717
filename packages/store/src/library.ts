import { type AssetId, type LayerId, Problem, type TemplateId } from '@paddock/model'
import { sql } from 'kysely'
import type { Tx } from './database.ts'

/** What labs are made of, as far as row-level security shows it: the public part and the tenant's own. */
export const library = {
  /** A template in one version: its default, unless another is named. @throws Problem `not-found` */
  async template(tx: Tx, id: TemplateId, version: number | undefined) {
    const template = await tx
      .selectFrom('templates')
      .innerJoin('template_versions as chosen', 'chosen.template_id', 'templates.id')
      .select(['templates.id', 'templates.name', 'chosen.version', 'chosen.spec'])
      .where('templates.id', '=', id)
      .where('templates.trash_id', 'is', null)
      .where('chosen.version', '=', version === undefined ? sql.ref<number>('templates.version') : version)
      .executeTakeFirst()
    if (template) return template
    if (version !== undefined) await library.template(tx, id, undefined)
    throw new Problem(
      'not-found',
      version === undefined
        ? 'There is no such template, or you may not see it.'
        : `The template has no version ${version}.`,
    )
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
