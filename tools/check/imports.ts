import { cruise } from 'dependency-cruiser'
import rules from '../../.dependency-cruiser.mjs'
import { root } from './root.ts'
import { sourceFiles, sourceFolders } from './source-files.ts'

/** What an examination of all imports found. */
export interface ImportsReport {
  /** Sentences, one for each import that a rule refuses. */
  readonly refused: string[]
  /** Source files that the examination did not see. Not empty means that it proved nothing. */
  readonly unseen: string[]
  readonly modules: number
}

/** Examines every import of the repository by the rules of `.dependency-cruiser.mjs`. */
export async function examineImports(folder: string): Promise<ImportsReport> {
  const result = await cruise([...sourceFolders], {
    ...rules.options,
    baseDir: folder,
    ruleSet: { forbidden: rules.forbidden ?? [] },
    validate: true,
  })
  if (typeof result.output === 'string')
    throw new Error('dependency-cruiser answered with a text instead of its findings.')
  const { modules, summary } = result.output
  const seen = new Set(modules.map(module => module.source))
  const because = new Map((rules.forbidden ?? []).map(rule => [rule.name, rule.comment ?? '']))
  return {
    refused: summary.violations.map(
      found => `${found.from} → ${found.to} (${found.rule.name}: ${because.get(found.rule.name) ?? ''})`,
    ),
    unseen: sourceFiles(folder).filter(file => !seen.has(file)),
    modules: modules.length,
  }
}

if (import.meta.main) {
  const report = await examineImports(root)
  for (const sentence of report.refused) console.error(sentence)
  for (const file of report.unseen) console.error(`${file} was not examined.`)
  console.log(`Imports: ${report.modules} modules examined, ${report.refused.length} refused.`)
  if (report.refused.length + report.unseen.length > 0) process.exitCode = 1
}
