import { type Making, makeOnce } from './make.ts'
import type { Recipe } from './recipe.ts'

/** A recipe that makes one image by itself. */
export function recipeOf({ title, ...making }: Making & { readonly title: string }): Recipe {
  const { name, kind, format, revision } = making
  return { name, title, kind, format, revision, make: options => makeOnce(making, options) }
}
