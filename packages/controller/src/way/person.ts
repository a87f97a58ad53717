import { displayName, emailAddress, Problem, type UserId } from '@paddock/model'
import { type Tx, users, type WayRow, ways } from '@paddock/store'
import type { HttpNeeds } from '../http/needs.ts'
import { readGroupRole, roleOf } from './group-roles.ts'
import type { Claims } from './provider.ts'

const notIn = (why: string) => new Problem('wrong-credentials', why)

/**
 * Finds the person whom a provider vouches for among the people of the way's tenant, or makes them an account. Their role follows their groups.
 *
 * @throws Problem `wrong-credentials` for who is not let in, `name-taken` for an account that somebody else may have.
 */
export async function personOf(
  { newId, clock }: HttpNeeds,
  tx: Tx,
  { way, claims }: { way: WayRow; claims: Claims },
): Promise<UserId> {
  const groupRoles = way.group_roles.map(readGroupRole)
  const role = roleOf(groupRoles, claims.groups)
  if (role === undefined && !way.admits_everybody)
    throw notIn('You are known, and in no group that is let in. Ask an administrator of your tenant.')
  const known = await ways.personOf(tx, way.id, claims.subject)
  if (known) {
    const wanted = role ?? null
    if (groupRoles.length > 0 && known.role !== wanted) {
      const others = (await users.administrators(tx, way.tenant_id)).filter(each => each !== known.id)
      // The last administrator stays one: nobody in the tenant could make another.
      if (known.role !== 'administrator' || others.length > 0)
        await tx.updateTable('users').set({ role: wanted }).where('id', '=', known.id).execute()
    }
    return known.id
  }
  const email = emailAddress.safeParse(claims.email)
  if (!email.success || claims.emailVerified === false)
    throw notIn('Your identity provider tells no e-mail address of yours that it has checked.')
  const there = await tx
    .selectFrom('users')
    .select('id')
    .where('tenant_id', '=', way.tenant_id)
    .where('email', '=', email.data)
    .executeTakeFirst()
  // An address that nobody checked would let in whoever claims it.
  if (there && claims.emailVerified !== true)
    throw new Problem(
      'name-taken',
      'There is an account with your e-mail address, and your provider does not say that it is yours.',
    )
  const user = there?.id ?? newId<'user'>()
  if (!there)
    await users.insert(tx, {
      id: user,
      tenant_id: way.tenant_id,
      email: email.data,
      name: displayName.safeParse(claims.name).data ?? email.data,
      role: role ?? null,
      password_hash: null,
      created_at: clock(),
    })
  await ways.remember(tx, { way_id: way.id, subject: claims.subject, user_id: user, tenant_id: way.tenant_id })
  return user
}
