import type { StarterLibrary } from '@paddock/controller'
import { recipes, starterAssets, starterTemplates } from '@paddock/starter'

/** The public library of a new installation: an image for each recipe, and the starter's CDs and templates. */
export const library: StarterLibrary = {
  layers: [...recipes.values()].map(({ name, kind, format }) => ({ recipe: name, kind, format })),
  assets: starterAssets,
  templates: starterTemplates,
}
