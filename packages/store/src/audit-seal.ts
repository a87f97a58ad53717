import type { AuditId, AuditRecord, AuditSeal, TenantId } from '@paddock/model'
import { sql } from 'kysely'
import type { Tx } from './database.ts'

/** The chain that a tenant's records are in; null: the installation's. */
export const auditChain = (tenant: TenantId | null): string => tenant ?? 'installation'

/** The newest seal of a chain, or what stands before the first. */
export type ChainEnd = Pick<AuditSeal, 'chain' | 'number' | 'digest'>

const record = sql<AuditRecord | null>`case when audit.id is null then null else json_build_object(
  'id', audit.id, 'tenantId', audit.tenant_id, 'at', to_char(audit.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  'actorId', audit.actor_id, 'actorName', audit.actor_name, 'action', audit.action, 'subjectKind', audit.subject_kind,
  'subjectId', audit.subject_id, 'subjectName', audit.subject_name, 'labId', audit.lab_id, 'address', audit.address,
  'requestId', audit.request_id, 'outcome', audit.outcome, 'code', audit.code, 'changes', audit.changes) end`

/** A record that waits for its seal; null when it is gone meanwhile, which nothing of Paddock's does. */
export interface Waiting {
  readonly id: AuditId
  readonly tenant: TenantId | null
  readonly record: AuditRecord | null
}

export const auditSeals = {
  /** Takes the turn of whoever seals, until the transaction ends. False: somebody else has it. */
  async takeTurn(tx: Tx): Promise<boolean> {
    const { rows } = await sql<{ taken: boolean }>`
      select pg_try_advisory_xact_lock(hashtext('paddock audit seals')) as taken`.execute(tx)
    return rows[0]?.taken === true
  },

  /** The same, once nobody else has it. */
  async awaitTurn(tx: Tx): Promise<void> {
    await sql`select pg_advisory_xact_lock(hashtext('paddock audit seals'))`.execute(tx)
  },

  /** The oldest records of everybody that no seal names yet. */
  async waiting(tx: Tx, limit: number): Promise<Waiting[]> {
    const { rows } = await sql<Waiting>`
      select w.audit_id as id, w.tenant_id as tenant, ${record} as record
      from (select * from audit_unsealed order by audit_id limit ${limit}) w left join audit on audit.id = w.audit_id
      order by w.audit_id`.execute(tx)
    return rows
  },

  /** The newest seal of each of these chains that has one; of every chain, if none is named. */
  async ends(tx: Tx, chains: readonly string[] | null = null): Promise<Map<string, ChainEnd>> {
    const { rows } = await sql<ChainEnd>`
      select c.chain, s.number, s.digest
      from (${
        chains === null
          ? sql`select id::text as chain from tenants union all select 'installation'`
          : sql`select unnest(${chains}::text[]) as chain`
      }) c
      cross join lateral (select number, digest from audit_seals where chain = c.chain order by number desc limit 1) s`.execute(
      tx,
    )
    return new Map(rows.map(row => [row.chain, row]))
  },

  /** Writes the next seals of a chain; the records that they name wait no longer. */
  async append(tx: Tx, tenant: TenantId | null, seals: readonly AuditSeal[]): Promise<void> {
    for (const seal of seals)
      await sql`insert into audit_seals (chain, number, tenant_id, previous, removed_through, records, digest, sealed_at)
        values (${seal.chain}, ${seal.number}, ${tenant}, ${seal.previous}, ${seal.removedThrough},
          ${JSON.stringify(seal.records)}::jsonb, ${seal.digest}, ${seal.sealedAt})`.execute(tx)
    const ids = seals.flatMap(seal => seal.records.map(([id]) => id))
    if (ids.length > 0) await tx.deleteFrom('audit_unsealed').where('audit_id', 'in', ids).execute()
  },

  /** Seals of a chain in their order, from a number on. */
  async from(tx: Tx, chain: string, number: number, limit: number): Promise<AuditSeal[]> {
    const rows = await tx
      .selectFrom('audit_seals')
      .selectAll()
      .where('chain', '=', chain)
      .where('number', '>=', number)
      .orderBy('number')
      .limit(limit)
      .execute()
    return rows.map(row => ({
      chain: row.chain,
      number: row.number,
      previous: row.previous,
      sealedAt: row.sealed_at.toISOString(),
      removedThrough: row.removed_through,
      records: row.records,
      digest: row.digest,
    }))
  },

  /** Those of these records that are there. */
  async records(tx: Tx, ids: readonly AuditId[]): Promise<Map<AuditId, AuditRecord>> {
    const { rows } = await sql<{ record: AuditRecord }>`
      select ${record} as record from audit where id = any(${ids}::uuid[])`.execute(tx)
    return new Map(rows.map(row => [row.record.id, row.record]))
  },

  /** Up to which seal a chain's records were removed on purpose, and how many records of its tenant wait for a seal. */
  async facts(tx: Tx, tenant: TenantId | null): Promise<{ removedThrough: number; waiting: number }> {
    const { rows } = await sql<{ removedThrough: number; waiting: number }>`
      select (select coalesce(max(removed_through), 0) from audit_seals where chain = ${auditChain(tenant)}) as "removedThrough",
        (select count(*) from audit_unsealed where ${ofTenant(tenant)}) as waiting`.execute(tx)
    return rows[0] ?? { removedThrough: 0, waiting: 0 }
  },

  /** The oldest record that is in no seal and does not wait for one: nothing of Paddock's makes such. In one statement, so at one moment. */
  async smuggledIn(tx: Tx, tenant: TenantId | null): Promise<AuditId | null> {
    const { rows } = await sql<{ id: AuditId }>`
      with past as (select coalesce(max(removed_through), 0) as number from audit_seals where chain = ${auditChain(tenant)}),
      sealed as (
        select (r ->> 0)::uuid as id from audit_seals, jsonb_array_elements(records) r
        where chain = ${auditChain(tenant)} and number > (select number from past))
      select id from audit
      where ${ofTenant(tenant)} and id not in (select id from sealed) and id not in (select audit_id from audit_unsealed)
      order by id limit 1`.execute(tx)
    return rows[0]?.id ?? null
  },
}

const ofTenant = (tenant: TenantId | null) => (tenant === null ? sql`tenant_id is null` : sql`tenant_id = ${tenant}`)
