import { debian12 } from './debian12.ts'
import type { Recipe } from './recipe.ts'
import { tinyLinux } from './tinyLinux.ts'
import { tinyLinuxIso } from './tinyLinuxIso.ts'
import { webShop } from './webShop.ts'

/** Every image of the starter library, by name. */
export const recipes: ReadonlyMap<string, Recipe> = new Map(
  [tinyLinux, webShop, tinyLinuxIso, debian12].map(recipe => [recipe.name, recipe]),
)
