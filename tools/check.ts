import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './check/root.ts'

/** What `npm run check` does, in order. Every step runs, so that one run names everything there is to mend. */
const steps: { name: string; words: string[] }[] = [
  {
    name: 'format and lint',
    words: [bin('biome'), 'ci', '--error-on-warnings', `--colors=${process.stdout.isTTY ? 'force' : 'off'}`, '.'],
  },
  { name: 'types', words: [bin('tsc'), '-p', '.'] },
  ...(existsSync(join(root, 'apps/portal/tsconfig.json'))
    ? [{ name: 'types of the portal', words: [bin('tsc'), '-p', 'apps/portal', '--noEmit'] }]
    : []),
  { name: 'imports', words: [process.execPath, 'tools/check/imports.ts'] },
  { name: 'generated files', words: [process.execPath, 'tools/check/generated.ts'] },
]

const failed = steps.filter(step => {
  console.log(`» ${step.name}`)
  const [program = '', ...rest] = step.words
  return spawnSync(program, rest, { cwd: root, stdio: 'inherit' }).status !== 0
})
console.log(failed.length === 0 ? '» all checks passed' : `» failed: ${failed.map(step => step.name).join(', ')}`)
if (failed.length > 0) process.exitCode = 1

function bin(name: string): string {
  return join(root, 'node_modules/.bin', name)
}
