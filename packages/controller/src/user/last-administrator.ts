import { Problem } from '@paddock/model'
import { type Tx, type UserRow, users } from '@paddock/store'

/**
 * Keeps a tenant from losing its last administrator: nobody in it could make another.
 *
 * @throws Problem `not-now`
 */
export async function demandAnotherAdministrator(tx: Tx, user: UserRow): Promise<void> {
  if (user.tenant_id === null || user.role !== 'administrator' || user.disabled) return
  const administrators = await users.administrators(tx, user.tenant_id)
  if (administrators.some(other => other !== user.id)) return
  throw new Problem(
    'not-now',
    `${user.name} is the tenant’s last administrator. Make somebody else administrator first.`,
  )
}
