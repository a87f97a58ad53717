import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'

/** What of a list of measurements is told. */
export interface Spread {
  readonly count: number
  readonly min: number
  readonly median: number
  readonly p99: number
  readonly max: number
}

/** The smallest value that is not below the wanted part of the list ("nearest rank"). */
export function quantile(list: readonly number[], part: number): number {
  const sorted = list.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN
}

export const median = (list: readonly number[]): number => quantile(list, 0.5)

export const spread = (list: readonly number[]): Spread => ({
  count: list.length,
  min: quantile(list, 0),
  median: median(list),
  p99: quantile(list, 0.99),
  max: quantile(list, 1),
})

/** One goal: what is compared, what came out, and which side of the limit is the good one. */
export interface Goal {
  readonly what: string
  readonly value: number
  readonly limit: number
  readonly good: 'at most' | 'at least'
  readonly unit?: string
}

const met = ({ value, limit, good }: Goal): boolean => (good === 'at most' ? value <= limit : value >= limit)

export const say = (text = ''): void => void process.stdout.write(`${text}\n`)

/**
 * Prints what was measured and whether its goals are met, keeps it as JSON in `bench/results`, and lets the program fail when one is missed.
 */
export async function tell(
  name: string,
  { unit, rows, goals }: { unit: string; rows: Readonly<Record<string, readonly number[]>>; goals: readonly Goal[] },
): Promise<void> {
  const spreads = Object.entries(rows).map(([row, list]) => [row, spread(list)] as const)
  const wide = Math.max(...spreads.map(([row]) => row.length), 8)
  const cell = (text: string | number) => (typeof text === 'number' ? text.toFixed(1) : text).padStart(10)
  say(`\n${unit.padEnd(wide)}${['median', 'min', 'max', 'p99', 'times'].map(cell).join('')}`)
  for (const [row, { median, min, max, p99, count }] of spreads)
    say(`${row.padEnd(wide)}${[median, min, max, p99, String(count)].map(cell).join('')}`)
  say()
  for (const goal of goals)
    say(
      `${met(goal) ? 'met   ' : 'missed'}  ${goal.what}: ${goal.value.toFixed(2)}${goal.unit ?? ''} (goal: ${goal.good} ${goal.limit}${goal.unit ?? ''})`,
    )
  const folder = join(import.meta.dirname, '../results')
  await mkdir(folder, { recursive: true })
  const machine = { cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30), load: loadavg() }
  await writeFile(
    join(folder, `${name}.json`),
    `${JSON.stringify({ name, at: new Date().toISOString(), machine, unit, rows: Object.fromEntries(spreads), goals, raw: rows }, null, 2)}\n`,
  )
  if (!goals.every(met)) process.exitCode = 1
}

/** How long a piece of work takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}
