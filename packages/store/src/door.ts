import { type Caller, Problem, type TenantId } from '@paddock/model'
import type { Selectable, Updateable } from 'kysely'
import type { Tx } from './database.ts'
import { demandEverywhere } from './demand.ts'
import { type Granted, grant } from './grant.ts'
import type { Schema } from './schema.gen.ts'

export type DoorRow = Selectable<Schema['doors']>

export const doors = {
  /** How the caller's tenant has its people sign in. @throws Problem `not-allowed` */
  async own(tx: Tx, caller: Caller, options: { lock?: boolean } = {}): Promise<Granted<'user.manage', DoorRow>> {
    demandEverywhere(caller, 'user.manage')
    if (caller.tenant === null)
      throw new Problem('not-allowed', 'Operators sign in as the installation’s settings say.')
    const row = { tenant_id: caller.tenant }
    // A row that two want to make at once is there for both.
    if (options.lock)
      await tx
        .insertInto('doors')
        .values(row)
        .onConflict(conflict => conflict.doNothing())
        .execute()
    let query = tx.selectFrom('doors').selectAll()
    if (options.lock) query = query.forUpdate()
    const door = await query.where('tenant_id', '=', caller.tenant).executeTakeFirst()
    return grant(
      'user.manage',
      door ?? { ...row, session_hours: null, session_idle_minutes: null, totp_required: false, revision: 1 },
    )
  },

  /** Whether a tenant asks its people for a second factor. */
  async asksForTotp(tx: Tx, tenant: TenantId | null): Promise<boolean> {
    if (tenant === null) return false
    const door = await tx.selectFrom('doors').select('totp_required').where('tenant_id', '=', tenant).executeTakeFirst()
    return door?.totp_required ?? false
  },

  update: (tx: Tx, door: Granted<'user.manage', DoorRow>, change: Updateable<Schema['doors']>): Promise<DoorRow> =>
    tx
      .updateTable('doors')
      .set({ ...change, revision: door.revision + 1 })
      .where('tenant_id', '=', door.tenant_id)
      .returningAll()
      .executeTakeFirstOrThrow(),
}
