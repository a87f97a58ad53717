import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../tools/check/root.ts'
import { filesUnder, sourceFiles } from '../../tools/check/source-files.ts'

/** A file of the repository with what is in it. */
export interface RepositoryFile {
  readonly path: string
  readonly text: string
}

const read = (path: string): RepositoryFile => ({ path, text: readFileSync(join(root, path), 'utf8') })

/** Source code that runs in production or sets it up; tests, measurements and what only they use are left out. */
export const productSources = (): RepositoryFile[] =>
  sourceFiles(root)
    .filter(path => !/\.test\.tsx?$|\/test\/|\/testing\/|\/contract\/|^tests\/|^bench\//.test(path))
    .map(read)

export const testSources = (): RepositoryFile[] =>
  sourceFiles(root)
    .filter(path => /\.test\.tsx?$/.test(path))
    .map(read)

/** What people read: the pages in docs/, and those at the top of the repository. */
export const pages = (): RepositoryFile[] =>
  [...filesUnder(root, 'docs'), ...readdirSync(root)].filter(path => path.endsWith('.md')).map(read)
