import { createHash } from 'node:crypto'
import type { Endpoint } from '@paddock/api'
import type { Caller } from '@paddock/model'
import { type Database, idempotencyKeys, type KeptAnswer, type Tx } from '@paddock/store'
import { type AuditFrame, type Subject, writeAudit } from './audit.ts'

/** One request that changes something. */
export interface Changing {
  readonly database: Database
  readonly caller: Caller
  readonly entry: Endpoint
  readonly audit: AuditFrame
  /** The Idempotency-Key with a hash of what was asked; null without one. */
  readonly key: { readonly name: string; readonly requestHash: string } | null
  readonly subject: () => Subject | null
}

/** The answer of a change; `kept` when an earlier request with the same key made it. */
export interface Changed<T> {
  readonly answer: T
  readonly kept: KeptAnswer | null
}

/**
 * Does what was asked in one transaction, together with its audit record and the answer that its key will get again.
 *
 * The key comes first: whoever comes second with it waits there, and then finds the answer.
 */
export function change<T>(request: Changing, work: (tx: Tx) => Promise<T>): Promise<Changed<T>> {
  const { database, caller, entry, audit, key } = request
  return database.as(caller, async tx => {
    const kept = key && (await idempotencyKeys.claim(tx, caller, key.name, key.requestHash))
    if (kept) return { answer: JSON.parse(kept.body) as T, kept }
    const answer = await work(tx)
    if (entry.audit !== null)
      await writeAudit(tx, audit, {
        actor: caller,
        tenant: caller.tenant,
        subject: request.subject(),
        outcome: 'done',
        code: null,
      })
    if (key)
      await idempotencyKeys.keep(tx, caller, key.name, {
        status: entry.answer.status,
        body: JSON.stringify(answer),
      })
    return { answer, kept: null }
  })
}

/**
 * What makes two requests the same: the endpoint, its address, and the body as it was understood.
 *
 * Without passwords: what is stored of those must be expensive to guess from, and this hash is not.
 */
export const requestHash = (entry: Endpoint, params: unknown, body: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify([entry.id, params, body], (key, value) => (/password$/i.test(key) ? undefined : value)))
    .digest('base64url')
