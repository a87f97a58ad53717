import { type Caller, Problem } from '@paddock/model'
import { beforeCommit, type Tx } from './transaction.ts'

/** The answer that a key got first. */
export interface KeptAnswer {
  readonly status: number
  readonly body: string
}

export const idempotencyKeys = {
  /**
   * Takes the key for this request. Null: it is new, and the caller goes on; otherwise what the first one was answered.
   *
   * A second request with the same key waits here until the first one's transaction is over (unique index).
   *
   * @throws Problem `key-reused` when the key belongs to another request.
   */
  async claim(tx: Tx, caller: Caller, key: string, requestHash: string): Promise<KeptAnswer | null> {
    const taken = await tx
      .insertInto('idempotency_keys')
      .values({ user_id: caller.user, key, tenant_id: caller.tenant, request_hash: requestHash, status: 0, body: '' })
      .onConflict(conflict => conflict.doNothing())
      .returning('key')
      .executeTakeFirst()
    if (taken) return null
    const kept = await tx
      .selectFrom('idempotency_keys')
      .select(['request_hash', 'status', 'body'])
      .where('user_id', '=', caller.user)
      .where('key', '=', key)
      .executeTakeFirstOrThrow()
    if (kept.request_hash !== requestHash)
      throw new Problem(
        'key-reused',
        'This Idempotency-Key was used for a different request. Use a new key for a new request.',
      )
    return kept
  },

  /** Has the answer kept with the commit. */
  keep: (tx: Tx, caller: Caller, key: string, answer: KeptAnswer): Promise<void> =>
    beforeCommit(
      tx,
      tx
        .updateTable('idempotency_keys')
        .set(answer)
        .where('user_id', '=', caller.user)
        .where('key', '=', key)
        .compile(),
    ),
}
