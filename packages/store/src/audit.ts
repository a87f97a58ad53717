import type { Caller, TenantId, UserId } from '@paddock/model'
import { type Insertable, type SqlBool, sql } from 'kysely'
import { auditChain } from './audit-seal.ts'
import type { Tx } from './database.ts'
import { demandEverywhere } from './demand.ts'
import type { Granted } from './grant.ts'
import type { StoredChanges } from './json.ts'
import type { LabRow } from './lab.ts'
import { type PageWanted, page } from './page.ts'
import type { Schema } from './schema.gen.ts'
import { beforeCommit } from './transaction.ts'

/** Which records are asked for: all of these hold. */
export interface AuditWanted {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly action?: string | undefined
  readonly actor?: UserId | undefined
  readonly subject?: string | undefined
  readonly address?: string | undefined
  readonly outcome?: 'done' | 'refused' | 'failed' | undefined
  readonly search?: string | undefined
}

export const audit = {
  /**
   * Has the record written with the commit of the transaction that it is about, and with what that changed: both are there or neither.
   *
   * What changed is collected by triggers (`note_changes` of the migrations).
   */
  write(tx: Tx, row: Omit<Insertable<Schema['audit']>, 'changes'>): Promise<void> {
    const changes = sql<StoredChanges | null>`take_changes(${`${row.subject_kind ?? ''} ${row.subject_id ?? ''}`})`
    return beforeCommit(
      tx,
      tx
        .insertInto('audit')
        .values({ ...row, changes })
        .compile(),
    )
  },

  /**
   * What happened in the caller's tenant; for an operator, in the installation, and in no tenant.
   *
   * @throws Problem `not-allowed`
   */
  page(tx: Tx, caller: Caller, wanted: PageWanted & AuditWanted) {
    demandEverywhere(caller, 'audit.view')
    const { from, to, action, actor, subject, address, outcome, search } = wanted
    let query = tx.selectFrom('audit').selectAll()
    query = caller.tenant === null ? query.where('tenant_id', 'is', null) : query.where('tenant_id', '=', caller.tenant)
    if (from !== undefined) query = query.where('at', '>=', new Date(from))
    if (to !== undefined) query = query.where('at', '<', new Date(to))
    if (action !== undefined) query = query.where('action', '=', action)
    if (actor !== undefined) query = query.where('actor_id', '=', actor)
    if (address !== undefined) query = query.where('address', '=', address)
    if (outcome !== undefined) query = query.where('outcome', '=', outcome)
    if (subject !== undefined)
      query = query.where(eb => eb.or([eb('subject_id', '=', subject), eb('subject_name', '=', subject)]))
    if (search !== undefined)
      query = query.where(
        sql<SqlBool>`position(lower(${search}) in lower(concat_ws(' ', action, actor_name, subject_name, code, address, request_id))) > 0`,
      )
    return page(query, wanted, 'audit.id')
  },

  /** The records of one seal, the oldest first: for those who watch the log. */
  async ofSeal(tx: Tx, tenant: TenantId | null, number: number) {
    const seal = await tx
      .selectFrom('audit_seals')
      .select('records')
      .where('chain', '=', auditChain(tenant))
      .where('number', '=', number)
      .executeTakeFirst()
    if (!seal || seal.records.length === 0) return []
    const ids = seal.records.map(([id]) => id)
    return tx.selectFrom('audit').selectAll().where('id', 'in', ids).orderBy('id').execute()
  },

  /** What was done with a lab and its parts, also with those that are gone. */
  ofLab: (tx: Tx, lab: Granted<'lab.view', LabRow>, wanted: PageWanted) =>
    page(
      tx.selectFrom('audit').selectAll().where('lab_id', '=', lab.id).where('tenant_id', '=', lab.tenant_id),
      wanted,
      'audit.id',
    ),
}
