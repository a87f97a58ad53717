import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './check/root.ts'

/**
 * Runs every program in tools/generate, in the order of their names.
 *
 * Each writes files that are checked in and that say on their first line that they are generated; run twice, it writes the same.
 */
export function generate(): void {
  const folder = join(root, 'tools/generate')
  const programs = readdirSync(folder).filter(name => /\.ts$/.test(name) && !name.endsWith('.test.ts'))
  for (const name of programs.sort()) {
    const end = spawnSync(process.execPath, [join(folder, name)], { cwd: root, stdio: 'inherit' })
    if (end.status !== 0) throw new Error(`tools/generate/${name} ended with ${end.status}.`)
  }
}

if (import.meta.main) generate()
