import type { AuditId, Caller, TenantId } from '@paddock/model'
import { type Selectable, sql } from 'kysely'
import { auditChain } from './audit-seal.ts'
import type { Tx } from './database.ts'
import { demandEverywhere } from './demand.ts'
import { type Granted, grant } from './grant.ts'
import type { Schema } from './schema.gen.ts'

export type AuditRetentionRow = Selectable<Schema['audit_retention']>

/** The oldest records of a chain that are older than they are kept, and the number of the last seal that names one of them. */
export interface Expired {
  readonly chain: string
  readonly tenant: TenantId | null
  readonly through: number
  readonly records: readonly AuditId[]
}

export const auditRetention = {
  /** For how long the caller's tenant keeps its log, or the installation; locked, and there, when it is to be changed. */
  async own<Action extends 'audit.view' | 'audit.manage'>(
    tx: Tx,
    caller: Caller,
    action: Action,
    options: { lock?: boolean } = {},
  ): Promise<Granted<Action, AuditRetentionRow>> {
    demandEverywhere(caller, action)
    const row = { chain: auditChain(caller.tenant), tenant_id: caller.tenant }
    // A row that two want to make at once is there for both.
    if (options.lock)
      await tx
        .insertInto('audit_retention')
        .values(row)
        .onConflict(conflict => conflict.doNothing())
        .execute()
    let query = tx.selectFrom('audit_retention').selectAll()
    if (options.lock) query = query.forUpdate()
    const kept = await query.where('chain', '=', row.chain).executeTakeFirst()
    return grant(action, kept ?? { ...row, days: null, revision: 1 })
  },

  update: (
    tx: Tx,
    retention: Granted<'audit.manage', AuditRetentionRow>,
    change: { readonly days: number | null },
  ): Promise<AuditRetentionRow> =>
    tx
      .updateTable('audit_retention')
      .set({ ...change, revision: retention.revision + 1 })
      .where('chain', '=', retention.chain)
      .returningAll()
      .executeTakeFirstOrThrow(),

  /** What every tenant keeps no longer, of each the oldest seals: a seal is older than all that it names. */
  async expired(tx: Tx, { now, seals }: { now: Date; seals: number }): Promise<Expired[]> {
    const { rows } = await sql<Expired>`
      select r.chain, r.tenant_id as tenant, max(s.number) as through, jsonb_agg(one.value ->> 0) as records
      from audit_retention r
      cross join lateral (
        select number, records from audit_seals
        where chain = r.chain and sealed_at < ${now}::timestamptz - make_interval(days => r.days) and records <> '[]' and number >
          (select coalesce(max(removed_through), 0) from audit_seals where chain = r.chain and removed_through > 0)
        order by number limit ${seals}) s
      cross join lateral jsonb_array_elements(s.records) one
      where r.days is not null
      group by r.chain`.execute(tx)
    return rows
  },

  /** Removes records for good: only together with a seal that says so. */
  async remove(tx: Tx, records: readonly AuditId[]): Promise<void> {
    await sql`select set_config('paddock.retention', 'on', true)`.execute(tx)
    await sql`delete from audit where id = any(${records}::uuid[])`.execute(tx)
    await sql`select set_config('paddock.retention', '', true)`.execute(tx)
  },
}
