import { CompiledQuery, type DatabaseConnection, PostgresDialect, PostgresDriver } from 'kysely'
import type { Pool } from 'pg'

/** A dialect whose transactions begin with a scope, in the same round trip. `scope` is an id or `*`. */
export class ScopedDialect extends PostgresDialect {
  readonly #pool: Pool
  readonly #scope: string

  constructor(pool: Pool, scope: string) {
    super({ pool })
    // It stands in a statement that takes no parameters, because it holds two.
    if (!/^(\*|[0-9a-f-]{36})$/.test(scope)) throw new Error(`“${scope}” is no scope.`)
    this.#pool = pool
    this.#scope = scope
  }

  override createDriver(): PostgresDriver {
    return new ScopedDriver(this.#pool, this.#scope)
  }
}

class ScopedDriver extends PostgresDriver {
  readonly #begin: CompiledQuery

  constructor(pool: Pool, scope: string) {
    super({ pool })
    this.#begin = CompiledQuery.raw(`begin; select set_config('paddock.scope', '${scope}', true)`)
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(this.#begin)
  }
}
