import type { Caller, TenantId } from '@paddock/model'
import { Pool, type PoolConfig, types } from 'pg'
import { type Tx, transaction } from './transaction.ts'

// int8 as a number: sizes, sequences and generations stay far below 2^53. OID 20: pg_type.dat.
types.setTypeParser(20, Number)

export type { Tx } from './transaction.ts'

/** Whose rows a transaction sees: one tenant's, or everybody's. */
type Scope = TenantId | '*'

/**
 * The store's door. Every query runs in a transaction with a scope, so that row-level security always has an answer.
 */
export interface Database {
  /** Runs a transaction that sees only the caller's tenant; for an operator, everything (their permissions say what of it). */
  as<T>(caller: Caller, work: (tx: Tx) => Promise<T>): Promise<T>
  ofTenant<T>(tenant: TenantId, work: (tx: Tx) => Promise<T>): Promise<T>
  /** Runs a transaction that sees every tenant: for reconcilers and sign-in, and it sounds like it. */
  ofEveryone<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  readonly pool: Pool
  close(): Promise<void>
}

export function openDatabase(config: PoolConfig): Database {
  const pool = new Pool({ max: 10, connectionTimeoutMillis: 5_000, keepAlive: true, pipeline: true, ...config })
  // A connection that breaks while idle would otherwise end the process (node-postgres, "Pool", event `error`); the next query opens a new one.
  pool.on('error', () => {})
  // The same for one that breaks in a transaction: what was asked of it fails, and that is enough (the pool listens to idle ones only).
  pool.on('connect', client => client.on('error', () => {}))
  const inScope = <T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> => transaction(pool, scope, work)
  return {
    as: (caller, work) => inScope(caller.tenant ?? '*', work),
    ofTenant: inScope,
    ofEveryone: work => inScope('*', work),
    pool,
    close: () => pool.end(),
  }
}
