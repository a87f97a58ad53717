import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './check/root.ts'

/**
 * Runs every measurement in bench/, one after the other, so that none disturbs another: `npm run bench`, or `npm run bench -- fence`.
 *
 * Each is a program that compares Paddock with something else in the same run, prints both, and fails when its goal is missed.
 */
const asked = process.argv.slice(2)
const names = readdirSync(join(root, 'bench'))
  .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map(name => name.slice(0, -'.ts'.length))
  .filter(name => asked.length === 0 || asked.includes(name))
  .sort()
if (names.length === 0) {
  console.error(`bench/ has no measurement called ${asked.join(' or ')}.`)
  process.exitCode = 1
}
const missed = names.filter(name => {
  console.log(`\n» ${name}`)
  return spawnSync(process.execPath, [join(root, 'bench', `${name}.ts`)], { cwd: root, stdio: 'inherit' }).status !== 0
})
if (missed.length > 0) {
  console.error(`\n» missed: ${missed.join(', ')}`)
  process.exitCode = 1
}
