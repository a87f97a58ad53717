import type { Caller, UserId } from '@paddock/model'
import type { Insertable } from 'kysely'
import type { Tx } from './database.ts'
import { demandEverywhere } from './demand.ts'
import type { Granted } from './grant.ts'
import type { LabRow } from './lab.ts'
import { type PageWanted, page } from './page.ts'
import type { Schema } from './schema.gen.ts'
import { beforeCommit } from './transaction.ts'

export const audit = {
  /** Has the record written with the commit of the transaction that it is about: both are there or neither. */
  write: (tx: Tx, row: Insertable<Schema['audit']>): Promise<void> =>
    beforeCommit(tx, tx.insertInto('audit').values(row).compile()),

  /** What happened in the caller's tenant; for an operator, in the installation, and in no tenant. */
  page(
    tx: Tx,
    caller: Caller,
    wanted: PageWanted & {
      readonly action?: string | undefined
      readonly actor?: UserId | undefined
      readonly subject?: string | undefined
    },
  ) {
    demandEverywhere(caller, 'audit.view')
    const { action, actor, subject } = wanted
    let query = tx.selectFrom('audit').selectAll()
    query = caller.tenant === null ? query.where('tenant_id', 'is', null) : query.where('tenant_id', '=', caller.tenant)
    if (action !== undefined) query = query.where('action', '=', action)
    if (actor !== undefined) query = query.where('actor_id', '=', actor)
    if (subject !== undefined)
      query = query.where(eb => eb.or([eb('subject_id', '=', subject), eb('subject_name', '=', subject)]))
    return page(query, wanted, 'audit.id')
  },

  /** What was done with a lab and its parts, also with those that are gone. */
  ofLab: (tx: Tx, lab: Granted<'lab.view', LabRow>, wanted: PageWanted) =>
    page(
      tx.selectFrom('audit').selectAll().where('lab_id', '=', lab.id).where('tenant_id', '=', lab.tenant_id),
      wanted,
      'audit.id',
    ),
}
