import { readdir, readFile, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { asSuperuser } from './server.ts'

/** One statement that the server was asked, as its own log has it. */
export interface Statement {
  /** The connection that it came over. */
  readonly session: string
  readonly at: number
  readonly sql: string
  /** What stood for `$1`, `$2`, … as text; null is NULL. Empty for a statement without any. */
  readonly parameters: readonly (string | null)[]
}

/** Only a start of the server turns the collector on; it writes nothing down until it is told to. */
const collector: Readonly<Record<string, string>> = { logging_collector: 'on', log_destination: 'jsonlog' }

/** Makes an installation's server able to write down what it is asked: before the installation's next start. */
export const collectStatements = ({ data }: { readonly data: string }): Promise<string> =>
  asSuperuser(
    data,
    'postgres',
    ...Object.entries(collector).map(([name, value]) => `alter system set ${name} = '${value}'`),
  )

/**
 * Records what an installation asks its database while `work` goes on: from the server's log, so that nothing can be left out.
 *
 * @param installation one that was started after {@link collectStatements}
 */
export async function recordStatements(
  { data }: { readonly data: string },
  work: () => Promise<unknown>,
): Promise<Statement[]> {
  await asSuperuser(data, 'postgres', `alter system set log_statement = 'all'`, 'select pg_reload_conf()')
  // Each backend reads it before its next statement.
  await pause(200)
  const from = Date.now()
  await work()
  const until = Date.now()
  await asSuperuser(data, 'postgres', 'alter system reset log_statement', 'select pg_reload_conf()')
  await pause(200)
  return (await readLog(data)).filter(statement => statement.at >= from && statement.at <= until)
}

async function readLog(data: string): Promise<Statement[]> {
  const clusters = (await readdir(join(data, 'postgres'))).filter(name => /^\d+$/.test(name))
  const folder = join(data, 'postgres', clusters[0] ?? '', 'log')
  const statements: Statement[] = []
  for (const name of (await readdir(folder)).filter(name => name.endsWith('.json')).sort()) {
    for (const line of (await readFile(join(folder, name), 'utf8')).split('\n')) {
      if (line === '') continue
      const entry: { timestamp: string; session_id: string; message?: string; detail?: string } = JSON.parse(line)
      // Source: PostgreSQL, exec_simple_query and exec_execute_message, which write these words before a statement.
      const match = /^(?:statement|execute [^:]*): ([\s\S]*)$/.exec(entry.message ?? '')
      if (match?.[1] === undefined) continue
      statements.push({
        session: entry.session_id,
        at: Date.parse(entry.timestamp.replace(' UTC', 'Z').replace(' ', 'T')),
        sql: match[1],
        parameters: parametersOf(entry.detail ?? ''),
      })
    }
    // The collector goes on at the end of it.
    await truncate(join(folder, name))
  }
  return statements
}

/** `parameters: $1 = 'it''s', $2 = NULL`, as PostgreSQL's log has it. */
export function parametersOf(detail: string): (string | null)[] {
  const found: (string | null)[] = []
  for (const [, number, value] of detail.matchAll(/\$(\d+) = (NULL|'(?:[^']|'')*')(?:, (?=\$)|$)/g))
    found[Number(number) - 1] = value === 'NULL' ? null : (value ?? '').slice(1, -1).replaceAll("''", "'")
  return found
}

/** Transactions and lone statements, each with what it was asked of, in the order in which they began. */
export function transactionsOf(statements: readonly Statement[]): Statement[][] {
  const open = new Map<string, Statement[]>()
  const all: Statement[][] = []
  for (const statement of statements) {
    const current = open.get(statement.session)
    if (current) current.push(statement)
    else {
      const begun = [statement]
      all.push(begun)
      if (/^begin\b/i.test(statement.sql)) open.set(statement.session, begun)
    }
    if (/^(commit|rollback)\b/i.test(statement.sql)) open.delete(statement.session)
  }
  return all
}

/** A statement with its parameters written into it: what psql can repeat. */
export const written = ({ sql, parameters }: Statement): string =>
  `${sql.replaceAll(/\$(\d+)/g, (_, number: string) => literal(parameters[Number(number) - 1] ?? null))};`

const literal = (value: string | null): string => (value === null ? 'null' : `'${value.replaceAll("'", "''")}'`)
