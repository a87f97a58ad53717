import { Problem } from '@paddock/model'
import { type Tx, users } from '@paddock/store'
import { demandAnotherAdministrator } from './last-administrator.ts'

/**
 * Removes a person; their sessions and roles go too, and the audit log keeps their name.
 *
 * @throws Problem `in-use` while they own labs, `not-now` for the last administrator of a tenant.
 */
export async function deleteUser(tx: Tx, user: Parameters<typeof users.remove>[1]): Promise<void> {
  await demandAnotherAdministrator(tx, user)
  if (await users.ownsLabs(tx, user.id))
    throw new Problem(
      'in-use',
      `${user.name} owns labs, in the trash or out of it. Delete them for good first, or disable the person instead.`,
    )
  await users.remove(tx, user)
}
