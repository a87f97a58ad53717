import { Problem, type Role, type UserId } from '@paddock/model'
import type { Tx } from './database.ts'
import type { Granted } from './grant.ts'
import { type PageWanted, page } from './page.ts'
import type { ProjectRow } from './project.ts'

/** A person's role in one project. */
export interface MemberRow {
  readonly id: UserId
  readonly name: string
  readonly email: string
  readonly role: Role
}

export const members = {
  page: (tx: Tx, project: Granted<'project.view', ProjectRow>, wanted: PageWanted) =>
    page(
      tx
        .selectFrom('members')
        .innerJoin('users', 'users.id', 'members.user_id')
        .select(['users.id', 'users.name', 'users.email', 'members.role'])
        .where('members.project_id', '=', project.id),
      wanted,
      'users.id',
    ),

  /**
   * Gives a person of the same tenant a role in the project, or another one.
   *
   * @throws Problem `not-found`
   */
  async admit(tx: Tx, project: Granted<'project.manage', ProjectRow>, user: UserId, role: Role): Promise<MemberRow> {
    const person = await tx
      .selectFrom('users')
      .select(['id', 'name', 'email'])
      .where('id', '=', user)
      .where('tenant_id', '=', project.tenant_id)
      .executeTakeFirst()
    if (!person) throw new Problem('not-found', 'There is no such person in this tenant.')
    await tx
      .insertInto('members')
      .values({ project_id: project.id, user_id: user, tenant_id: project.tenant_id, role })
      .onConflict(conflict => conflict.columns(['project_id', 'user_id']).doUpdateSet({ role }))
      .execute()
    return { ...person, role }
  },

  /** @throws Problem `not-found` when the person has no role in it. */
  async expel(tx: Tx, project: Granted<'project.manage', ProjectRow>, user: UserId): Promise<void> {
    const gone = await tx
      .deleteFrom('members')
      .where('project_id', '=', project.id)
      .where('user_id', '=', user)
      .executeTakeFirst()
    if (gone.numDeletedRows === 0n) throw new Problem('not-found', 'This person has no role in the project.')
  },
}
