import type { Recipe } from './recipe.ts'
import { tinyLinux } from './tinyLinux.ts'

/** Every image of the starter library, by name. */
export const recipes: ReadonlyMap<string, Recipe> = new Map([tinyLinux].map(recipe => [recipe.name, recipe]))
