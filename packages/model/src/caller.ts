import type { ProjectId, TenantId, UserId } from './id.ts'
import { everyoneMay, operatorMay, type Permission, type Role, roleMay } from './role.ts'

/** Who asks, and the roles that they hold: loaded with the session, once per request. */
export interface Caller {
  readonly user: UserId
  readonly name: string
  /** Null: an operator of the installation, who looks into no tenant's labs. */
  readonly tenant: TenantId | null
  /** The role in the whole tenant. */
  readonly role: Role | null
  readonly projects: ReadonlyMap<ProjectId, Role>
}

const includes = (list: readonly Permission[], wanted: Permission): boolean => list.includes(wanted)

/** True when the caller may do so anywhere in their tenant (or, for an operator, in the installation). */
export function callerMay(caller: Caller, wanted: Permission): boolean {
  if (caller.tenant === null) return includes(operatorMay, wanted)
  return includes(everyoneMay, wanted) || (caller.role !== null && includes(roleMay[caller.role], wanted))
}

/** True when the caller may do so in the project: by a role there, or by one in the whole tenant. */
export function callerMayIn(caller: Caller, project: ProjectId, wanted: Permission): boolean {
  if (callerMay(caller, wanted)) return true
  const role = caller.projects.get(project)
  return caller.tenant !== null && role !== undefined && includes(roleMay[role], wanted)
}

/** True when the caller may do so at least somewhere. */
export function callerMaySomewhere(caller: Caller, wanted: Permission): boolean {
  return callerMay(caller, wanted) || [...caller.projects.keys()].some(project => callerMayIn(caller, project, wanted))
}

/** In which projects the caller may do so, for the `where` of a query. */
export function projectsWhere(caller: Caller, wanted: Permission): 'all' | readonly ProjectId[] {
  if (callerMay(caller, wanted)) return 'all'
  return [...caller.projects.keys()].filter(project => callerMayIn(caller, project, wanted))
}
