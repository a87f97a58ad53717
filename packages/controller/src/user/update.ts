import type { EndpointOf } from '@paddock/api'
import { sessions, type Tx, type UserRow, users } from '@paddock/store'
import type { z } from 'zod'
import { demandAnotherAdministrator } from './last-administrator.ts'

export type UserChange = Omit<z.output<EndpointOf<'userUpdate'>['body']>, 'password'> & {
  readonly passwordHash: string | undefined
}

/**
 * Changes a person. A new password, or being disabled, ends all of their sessions.
 *
 * @throws Problem `not-now` for the last administrator of a tenant.
 */
export async function updateUser(
  tx: Tx,
  user: Parameters<typeof users.update>[1],
  { passwordHash, ...change }: UserChange,
): Promise<UserRow> {
  const demoted = change.role !== undefined && change.role !== 'administrator'
  if (change.disabled === true || demoted) await demandAnotherAdministrator(tx, user)
  if (change.disabled === true || passwordHash !== undefined) await sessions.endAllOf(tx, user.id)
  return users.update(tx, user, { ...change, ...(passwordHash === undefined ? {} : { password_hash: passwordHash }) })
}
