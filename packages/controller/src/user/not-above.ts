import { type Caller, callerCovers, Problem, type ProjectId, type Role } from '@paddock/model'

/**
 * Keeps people, and the tokens of people, from giving or taking a role that does more than they may themselves.
 *
 * @throws Problem `not-allowed`
 */
export function demandNotAbove(caller: Caller, roles: readonly (Role | null | undefined)[], project?: ProjectId): void {
  const above = roles.find(role => role !== undefined && !callerCovers(caller, role, project))
  if (above)
    throw new Problem('not-allowed', `The role ${above} does more than you may, so it is not yours to give or take.`)
}
