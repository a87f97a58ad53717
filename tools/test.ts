import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type EventData, run } from 'node:test'
import { spec } from 'node:test/reporters'
import { inspect } from 'node:util'
import { recipes } from '@paddock/starter'
import { sharedServerVariable, startTestServer } from '@paddock/testing'
import { root } from './check/root.ts'

/** One kind of tests, in the order in which they run: the quick ones say first what is wrong. A file runs in the first that names it. */
interface Stage {
  readonly name: string
  readonly files: readonly string[]
  /** How many files run at once. Real machines and namespaces get the computer for themselves. */
  readonly concurrency: number
}

const longBoots = 'real machines that boot for long, two files at a time'
const realMachines = 'real machines'

const stages: readonly Stage[] = [
  {
    name: 'packages, on real PostgreSQL',
    files: ['apps/*/src/**/*.test.ts', 'packages/*/{src,runtime}/**/*.test.ts', 'packages/*/contract/**/*.test.ts'],
    concurrency: 2,
  },
  {
    name: 'the repository',
    files: ['tests/repository/**/*.test.ts', 'tools/**/*.test.ts', 'bench/**/*.test.ts'],
    concurrency: 2,
  },
  { name: 'processes', files: ['tests/processes/**/*.test.ts'], concurrency: 1 },
  {
    name: 'whole cloud with simulated hosts: the command, and the portal',
    files: ['tests/cli/**/*.test.ts', 'tests/portal/**/*.test.ts'],
    concurrency: 1,
  },
  // Mostly one emulated processor each, that takes its time: the computer has two.
  { name: longBoots, files: ['tests/real/{debian,library,starter}.test.ts'], concurrency: 2 },
  { name: realMachines, files: ['tests/real/**/*.test.ts'], concurrency: 1 },
]

/** Longer than this, and one file of tests is taken for hanging. */
const fileTimeoutMs = 15 * 60_000
/** Files that take so long are named at the end of their stage: they are where time can be won. */
const slowFileSeconds = 15

/** What failed, with its reason: told once more at the very end, where whoever reads the last lines finds it. */
const failures: string[] = []
const total = { tests: 0, suites: 0, passed: 0, cancelled: 0, skipped: 0, todo: 0 }
const begunAt = performance.now()
let failed = false

// `npm test -- tests/real/lab.test.ts` runs those files only.
const asked = process.argv.slice(2)
if (asked.length === 0)
  failed = spawnSync(process.execPath, ['tools/check.ts'], { cwd: root, stdio: 'inherit' }).status !== 0

const server = await startTestServer()
process.env[sharedServerVariable] = server.socketFolder
try {
  const begun = new Set<string>()
  for (const stage of stages) {
    const files = globSync([...stage.files], { cwd: root, exclude: path => path.includes('node_modules') })
      .filter(file => asked.length === 0 || asked.some(name => file.startsWith(name.replace(/^\.\//, ''))))
      .filter(file => !begun.has(file))
      .sort()
    if (files.length === 0) continue
    for (const file of files) begun.add(file)
    if (stage.name === longBoots || stage.name === realMachines) await makeImages()
    console.log(`\n» ${stage.name}: ${files.length} files`)
    await runStage(stage, files)
  }
} finally {
  await server.stop()
}

const seconds = (performance.now() - begunAt) / 1000
console.log(`\n» all together${failed ? ', and something failed' : ''}`)
for (const [name, count] of [
  ['tests', total.tests],
  ['suites', total.suites],
  ['pass', total.passed],
  ['fail', total.tests - total.passed - total.cancelled - total.skipped - total.todo],
  ['cancelled', total.cancelled],
  ['skipped', total.skipped],
  ['todo', total.todo],
  ['duration_ms', Math.round(seconds * 1000)],
] as const)
  console.log(`ℹ ${name} ${count}`)
for (const failure of failures) console.log(`\n✖ ${failure}`)
if (asked.length > 0 && total.tests === 0) {
  console.error(`No test file begins with ${asked.join(' or ')}.`)
  failed = true
}
process.exit(failed ? 1 : 0)

/** Makes the starter library's images once, where every installation finds them: each test would begin with it otherwise. */
async function makeImages(): Promise<void> {
  for (const recipe of recipes.values()) {
    const begun = performance.now()
    await recipe.make({ folder: '/var/cache/paddock/images', cacheFolder: '/var/cache/paddock/packages' })
    console.log(`» image of ${recipe.title}: ${Math.round((performance.now() - begun) / 1000)} s`)
  }
}

async function runStage(stage: Stage, files: readonly string[]): Promise<void> {
  const stream = run({
    files: files.map(file => join(root, file)),
    concurrency: stage.concurrency,
    timeout: fileTimeoutMs,
    cwd: root,
  })
  const secondsOf = new Map<string, number>()
  stream.on('test:summary', (summary: EventData.TestSummary) => {
    // One for every file and a last one, without a file, for all.
    if (summary.file !== undefined) {
      secondsOf.set(relative(root, summary.file), Math.round(summary.duration_ms / 1000))
      return
    }
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += summary.counts[key]
    if (!summary.success) failed = true
  })
  stream.on('test:fail', ({ name, file, details }: EventData.TestFail) => {
    // A file's own entry only says that a test in it failed.
    if ('failureType' in details.error && details.error.failureType === 'subtestsFailed') return
    const cause = details.error.cause
    failures.push(`${relative(root, file ?? '')}: ${name}\n${inspect(cause instanceof Error ? cause : details.error)}`)
  })
  const shown = stream.compose(spec)
  for await (const chunk of shown) process.stdout.write(chunk)
  const slow = [...secondsOf].filter(([, seconds]) => seconds >= slowFileSeconds).toSorted(([, a], [, b]) => b - a)
  for (const [file, seconds] of slow) console.log(`» ${seconds} s: ${file}`)
}
