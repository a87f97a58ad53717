import { CompiledQuery, type DatabaseConnection, type Driver, Kysely, PostgresDialect, type QueryResult } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import type { Schema } from './schema.gen.ts'

/** One transaction. What is asked of it without waiting in between (`Promise.all`, {@link together}) travels together. */
export type Tx = Kysely<Schema>

/**
 * Runs a transaction in a scope, an id or `*`, on a connection of a pool that pipelines.
 *
 * What begins it travels with its first statement, what {@link beforeCommit} was given with its commit, and the end of one that only read is
 * not waited for: round trips are most of what a short transaction takes.
 */
export async function transaction<T>(pool: Pool, scope: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  // It stands in a statement that takes no parameters, because it holds two.
  if (!/^(\*|[0-9a-f-]{36})$/.test(scope)) throw new Error(`“${scope}” is no scope.`)
  const client = await pool.connect()
  const connection = new TransactionConnection(client, scope)
  try {
    const result = await work(new Kysely<Schema>({ dialect: new OneConnectionDialect(connection) }))
    await connection.commit()
    return result
  } catch (cause) {
    await connection.rollback()
    throw cause
  } finally {
    client.release(connection.broken)
  }
}

/** Statements that were given as one. */
class Statements extends Array<CompiledQuery> {
  static with(queries: readonly CompiledQuery[], when: 'now' | 'before commit'): CompiledQuery {
    const all = Statements.from(queries) as Statements
    all.when = when
    return { ...CompiledQuery.raw(''), parameters: all }
  }
  when: 'now' | 'before commit' = 'now'
}

const begin = (scope: string): CompiledQuery =>
  CompiledQuery.raw(`begin; select set_config('paddock.scope', '${scope}', true)`)

class TransactionConnection implements DatabaseConnection {
  readonly #client: PoolClient
  /** What has to be sent before the next statement. */
  #opening: CompiledQuery[]
  readonly #closing: CompiledQuery[] = []
  #state: 'not begun' | 'begun' | 'over' = 'not begun'
  #wrote = false
  broken = false

  constructor(client: PoolClient, scope: string) {
    this.#client = client
    this.#opening = [begin(scope)]
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#state === 'over') throw new Error('The transaction is over.')
    const { parameters } = query
    if (!(parameters instanceof Statements)) return (await this.#ask([query]))[0] as QueryResult<Row>
    if (parameters.when === 'now') return { rows: (await this.#ask(parameters)) as Row[] }
    this.#closing.push(...parameters)
    return { rows: [] }
  }

  async commit(): Promise<void> {
    if (this.#state === 'not begun' && this.#closing.length === 0) return this.#end()
    const onlyRead = !this.#wrote && this.#closing.length === 0
    const done = this.#ask([...this.#closing, CompiledQuery.raw('commit')])
    this.#end()
    // Whoever is given the connection next waits behind it.
    if (onlyRead) done.catch(() => {})
    else await done
  }

  async rollback(): Promise<void> {
    if (this.#state === 'not begun') return this.#end()
    this.#end()
    await this.#client.query('rollback').catch(() => {
      this.broken = true
    })
  }

  #end(): void {
    this.#state = 'over'
  }

  /** Sends all, then waits for all. Of those that fail the first tells why; the others fail because it did. */
  async #ask(queries: readonly CompiledQuery[]): Promise<QueryResult<unknown>[]> {
    const opening = this.#opening.splice(0)
    this.#state = 'begun'
    this.#wrote ||= queries.some(({ query }) => query.kind !== 'SelectQueryNode')
    const sent = this.#send([...opening, ...queries])
    for (const answer of await Promise.allSettled(sent)) if (answer.status === 'rejected') throw answer.reason
    return Promise.all(sent.slice(opening.length))
  }

  #send(queries: readonly CompiledQuery[]): Promise<QueryResult<unknown>>[] {
    // One write for all of them: each is a call into the kernel that wakes the server up.
    const { stream } = (this.#client as unknown as { connection: { stream: { cork(): void; uncork(): void } } })
      .connection
    stream.cork()
    try {
      return queries.map(async ({ sql, parameters }) => {
        const { command, rowCount, rows } = await this.#client.query(sql, [...parameters])
        // PostgreSQL answers the COMMIT of a transaction in which something failed with ROLLBACK.
        if (sql === 'commit' && command !== 'COMMIT') throw new Error('A statement of the transaction had failed.')
        return command === 'SELECT' ? { rows } : { rows, numAffectedRows: BigInt(rowCount ?? 0) }
      })
    } finally {
      stream.uncork()
    }
  }

  // biome-ignore lint/correctness/useYield: The store has no use for rows one by one.
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('Rows are not streamed.')
  }
}

/** What kysely knows of the database in a transaction: its one connection. */
class OneConnectionDialect extends PostgresDialect {
  readonly #connection: DatabaseConnection

  constructor(connection: DatabaseConnection) {
    super({ pool: () => Promise.reject(new Error('A transaction has one connection.')) })
    this.#connection = connection
  }

  override createDriver(): Driver {
    const nothing = async (): Promise<void> => {}
    const refuse = async (): Promise<never> => {
      throw new Error('A transaction holds no others.')
    }
    return {
      init: nothing,
      acquireConnection: async () => this.#connection,
      beginTransaction: refuse,
      commitTransaction: refuse,
      rollbackTransaction: refuse,
      releaseConnection: nothing,
      destroy: nothing,
    }
  }
}

type RowsOf<Queries extends readonly CompiledQuery<unknown>[]> = {
  -readonly [At in keyof Queries]: Queries[At] extends CompiledQuery<infer Row> ? Row[] : never
}

/** Sends statements in this order at once and waits for their answers: one round trip. None of them may need another's answer. */
export async function together<const Queries extends readonly CompiledQuery<unknown>[]>(
  tx: Tx,
  ...queries: Queries
): Promise<RowsOf<Queries>> {
  if (queries.length === 0) return [] as unknown as RowsOf<Queries>
  const { rows } = await tx.executeQuery(Statements.with(queries, 'now'))
  return (rows as QueryResult<unknown>[]).map(answer => answer.rows) as RowsOf<Queries>
}

/** Keeps statements until the transaction commits, and sends them with that. Should one fail, nothing was committed. */
export async function beforeCommit(tx: Tx, ...queries: readonly CompiledQuery<unknown>[]): Promise<void> {
  await tx.executeQuery(Statements.with(queries, 'before commit'))
}
