import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '@paddock/linux'
import { clientWords } from './server.ts'
import type { Statement } from './statements.ts'

export interface PgbenchOptions {
  readonly data: string
  readonly folder: string
  readonly clients: number
  readonly seconds: number
  /** As the product sends its statements: parsed and planned each time, or prepared once per connection. */
  readonly mode: 'extended' | 'prepared'
}

export interface Pgbench {
  readonly ratePerSecond: number
  readonly latenciesMs: readonly number[]
}

let runs = 0

/** Ids of things are of version 7; whatever else is made anew is text. */
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * Repeats statements with pgbench, as one script.
 *
 * Their parameters are pgbench's variables and so parameters again. Those in `fresh` are made anew each time: 32 digits that grow
 * as UUIDs of version 7 do, equal where they were equal.
 */
export async function pgbench(
  { data, folder, clients, seconds, mode }: PgbenchOptions,
  statements: readonly Statement[],
  fresh: ReadonlySet<string> = new Set(),
): Promise<Pgbench> {
  const values = new Map<string, string>()
  const freshNames = new Map([...fresh].map((value, at) => [value, `f${at}`]))
  const parameter = (value: string | null): string => {
    if (value === null) return 'null'
    // pgbench takes no empty variable.
    if (value === '') return "''"
    const made = freshNames.get(value)
    if (made !== undefined) return `(:zeros::text || :${made}::text)${uuid.test(value) ? '::uuid' : ''}`
    const name = values.get(value) ?? `v${values.size}`
    values.set(value, name)
    return `:${name}`
  }
  runs += 1
  const script = [
    '\\set n :n + 1',
    // 19 digits: the run, the repetition, the client, the value.
    ...[...freshNames.values()].map(
      (name, at) =>
        `\\set ${name} ${runs} * 10000000000000000 + :n * 1000000 + :client_id * 1000 + ${at} + 1000000000000000000`,
    ),
    ...statements.map(
      ({ sql, parameters }) =>
        `${sql.replaceAll(/\s+/g, ' ').replaceAll(/\$(\d+)/g, (_, number: string) => parameter(parameters[Number(number) - 1] ?? null))};`,
    ),
  ]
  const file = join(folder, `script-${runs}.sql`)
  await writeFile(file, `${script.join('\n')}\n`, { mode: 0o644 })
  const prefix = join(folder, `log-${runs}`)
  const words = ['-d', 'paddock', '-n', '-M', mode, '-c', String(clients), '-j', '1', '-T', String(seconds), '-f', file]
  const given = [...values].flatMap(([value, name]) => ['-D', `${name}=${value}`])
  const text = await run(
    clientWords(
      data,
      'pgbench',
      ...words,
      '-D',
      'n=0',
      '-D',
      'zeros=0000000000000',
      ...given,
      '-l',
      `--log-prefix=${prefix}`,
    ),
    { timeoutMs: seconds * 1000 + 60_000, cwd: '/' },
  )
  return {
    ratePerSecond: Number(/^tps = ([0-9.]+)/m.exec(text)?.[1] ?? Number.NaN),
    latenciesMs: await readLatencies(folder, `log-${runs}`),
  }
}

/** The third number of each line is the time that a transaction took, in microseconds (pgbench, "Per-Transaction Logging"). */
async function readLatencies(folder: string, prefix: string): Promise<number[]> {
  const files = (await readdir(folder)).filter(name => name.startsWith(`${prefix}.`))
  const texts = await Promise.all(files.map(name => readFile(join(folder, name), 'utf8')))
  return texts.flatMap(text =>
    text.split('\n').flatMap(line => (line === '' ? [] : [Number(line.split(' ')[2]) / 1000])),
  )
}
