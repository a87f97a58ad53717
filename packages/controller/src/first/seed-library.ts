import { type LayerId, labSpec } from '@paddock/model'
import { installation, type Tx } from '@paddock/store'
import type { Needs } from '../needs.ts'
import type { StarterLayer, StarterLibrary, StarterTemplate } from './library.ts'

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
  for (const template of library.templates) await seedTemplate(needs, tx, { template, layerOf })
}

/**
 * Adds a template, or a newer version of it. Labs are made from that one then, unless the operator chose one of their own.
 *
 * The numbers of versions are the installation's own: operators publish some too.
 */
async function seedTemplate(
  { newId, clock }: Needs,
  tx: Tx,
  { template, layerOf }: { template: StarterTemplate; layerOf: (recipe: string) => LayerId },
): Promise<void> {
  const { name, description, version: shipped } = template
  const there = await tx
    .selectFrom('templates')
    .innerJoin('template_versions as each', 'each.template_id', 'templates.id')
    .select(['templates.id', 'templates.version as current', 'each.version', 'each.shipped'])
    .where('templates.tenant_id', 'is', null)
    .where('templates.name', '=', name)
    .where('templates.trash_id', 'is', null)
    .execute()
  if (there.some(each => (each.shipped ?? 0) >= shipped)) return
  const id = there[0]?.id ?? newId<'template'>()
  const version = Math.max(0, ...there.map(each => each.version)) + 1
  const spec = labSpec.parse(template.spec(layerOf))
  if (there.length === 0)
    await tx.insertInto('templates').values({ id, name, description, version, created_at: clock() }).execute()
  await tx
    .insertInto('template_versions')
    .values({ template_id: id, version, spec, shipped, created_at: clock() })
    .execute()
  const wasShipped = there.some(each => each.version === each.current && each.shipped !== null)
  if (wasShipped)
    await tx
      .updateTable('templates')
      .set(eb => ({ description, version, revision: eb('revision', '+', 1) }))
      .where('id', '=', id)
      .execute()
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
