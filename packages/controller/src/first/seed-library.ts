import { type LayerId, labSpec } from '@paddock/model'
import { installation, type Tx } from '@paddock/store'
import type { Needs } from '../needs.ts'
import type { StarterLayer, StarterLibrary } from './library.ts'

/**
 * Brings the public library to what this version of Paddock ships: adds what is missing, and replaces templates of an older version.
 *
 * Layers and files stay under their ids, because labs stand on them. Changes nothing the second time.
 */
export async function seedLibrary(needs: Needs, tx: Tx, library: StarterLibrary): Promise<void> {
  const layers = new Map<string, LayerId>()
  const layerOf = (recipe: string): LayerId => {
    const id = layers.get(recipe)
    if (!id) throw new Error(`The starter library names the recipe ${recipe}, and has no layer of it before that.`)
    return id
  }
  for (const layer of library.layers) layers.set(layer.recipe, await ensureLayer(needs, tx, { layer, layerOf }))
  for (const asset of library.assets)
    await tx
      .insertInto('assets')
      .values({
        id: needs.newId<'asset'>(),
        kind: 'iso',
        name: asset.name,
        description: asset.description,
        layer_id: layerOf(asset.recipe),
        created_at: needs.clock(),
      })
      .onConflict(conflict => conflict.columns(['tenant_id', 'name']).doNothing())
      .execute()
  for (const template of library.templates) {
    const { name, description, version } = template
    const spec = labSpec.parse(template.spec(layerOf))
    await tx
      .insertInto('templates')
      .values({ id: needs.newId<'template'>(), name, description, version, spec, created_at: needs.clock() })
      .onConflict(conflict =>
        conflict
          .columns(['tenant_id', 'name'])
          .where('trash_id', 'is', null)
          .doUpdateSet(eb => ({ description, version, spec, revision: eb('templates.revision', '+', 1) }))
          .where('templates.version', '<', version),
      )
      .execute()
  }
}

async function ensureLayer(
  { newId, clock }: Needs,
  tx: Tx,
  { layer, layerOf }: { layer: StarterLayer; layerOf: (recipe: string) => LayerId },
): Promise<LayerId> {
  const { recipe, kind, format, parent } = layer
  const there = await tx.selectFrom('layers').select('id').where('recipe', '=', recipe).executeTakeFirst()
  if (there) return there.id
  await installation.tellLibrary(tx)
  const id = newId<'layer'>()
  const parent_id = parent === undefined ? null : layerOf(parent)
  await tx.insertInto('layers').values({ id, recipe, kind, format, parent_id, created_at: clock() }).execute()
  return id
}
