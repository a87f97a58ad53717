import { type AssetId, type Caller, type LayerId, type Permission, Problem } from '@paddock/model'
import type { Selectable } from 'kysely'
import type { Tx } from './database.ts'
import { demandEverywhere } from './demand.ts'
import { type Granted, grant } from './grant.ts'
import { type PageWanted, page } from './page.ts'
import type { Schema } from './schema.gen.ts'

export type AssetRow = Selectable<Schema['assets']>

/** Public ones and the caller's tenant's own; for an operator, who looks into no tenant, public ones. */
const visible = (tx: Tx, caller: Caller) =>
  tx
    .selectFrom('assets')
    .selectAll()
    .where(eb =>
      eb.or([eb('tenant_id', 'is', null), ...(caller.tenant === null ? [] : [eb('tenant_id', '=', caller.tenant)])]),
    )

export const assets = {
  /** @throws Problem `not-found` */
  async one<Action extends Permission>(
    tx: Tx,
    caller: Caller,
    id: AssetId,
    action: Action,
  ): Promise<Granted<Action, AssetRow>> {
    const asset = await visible(tx, caller).where('id', '=', id).executeTakeFirst()
    if (!asset) throw new Problem('not-found', 'There is no such file in the library, or you may not see it.')
    demandEverywhere(caller, action)
    return grant(action, asset)
  },

  page: (tx: Tx, caller: Caller, wanted: PageWanted) => page(visible(tx, caller), wanted, 'assets.id'),

  /** Those that are one of the layers, as far as the caller may see them. */
  ofLayers: (tx: Tx, caller: Caller, layers: readonly LayerId[]): Promise<AssetRow[]> =>
    layers.length === 0
      ? Promise.resolve([])
      : visible(tx, caller)
          .where('layer_id', 'in', [...layers])
          .orderBy('id')
          .execute(),

  /** Which layer each asset is. */
  layersOf: async (tx: Tx, ids: readonly AssetId[]): Promise<Map<AssetId, LayerId>> => {
    if (ids.length === 0) return new Map()
    const rows = await tx
      .selectFrom('assets')
      .select(['id', 'layer_id'])
      .where('id', 'in', [...ids])
      .execute()
    return new Map(rows.map(row => [row.id, row.layer_id]))
  },
}
