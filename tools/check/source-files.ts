import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The folders that hold source code of ours. */
export const sourceFolders = ['apps', 'packages', 'tests', 'tools', 'bench'] as const

const skipped = new Set(['node_modules', 'dist'])
const source = /\.(ts|tsx|mjs|js)$/

/** Every source file of the repository, by its path from the root. Read from the disk, so that a file not yet committed counts too. */
export function sourceFiles(root: string): string[] {
  return sourceFolders
    .flatMap(folder => filesUnder(root, folder))
    .filter(file => source.test(file) && !file.endsWith('.d.ts'))
}

/** Every file under a folder, but for what npm or a build put there. */
export function filesUnder(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(entry => !skipped.has(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => {
      const path = `${folder}/${entry.name}`
      return entry.isDirectory() ? filesUnder(root, path) : entry.isFile() ? [path] : []
    })
}
