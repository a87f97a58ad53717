export type { MadeImage, MakeOptions, MakingProgress, Recipe } from './recipe.ts'
export { recipes } from './recipes.ts'
export { type StarterTemplate, starterAssets, starterTemplates } from './templates.ts'
