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
  /** What narrows all that down, as a token does. It never widens it. */
  readonly limits?: CallerLimits | null
}

/** What a token is good for. Null: no limit of that kind. */
export interface CallerLimits {
  readonly permissions: readonly Permission[] | null
  readonly projects: readonly ProjectId[] | null
}

const includes = <Thing>(list: readonly Thing[], wanted: Thing): boolean => list.includes(wanted)

const limitsAllow = ({ limits }: Caller, wanted: Permission): boolean => limits?.permissions?.includes(wanted) ?? true

const roleAllows = ({ role }: Caller, wanted: Permission): boolean => role !== null && includes(roleMay[role], wanted)

/** True when the caller may do so anywhere in their tenant (or, for an operator, in the installation). */
export function callerMay(caller: Caller, wanted: Permission): boolean {
  if (!limitsAllow(caller, wanted)) return false
  if (caller.tenant === null) return includes(operatorMay, wanted)
  if (includes(everyoneMay, wanted)) return true
  return (caller.limits?.projects ?? null) === null && roleAllows(caller, wanted)
}

/** True when the caller may do so in the project: by a role there, or by one in the whole tenant. */
export function callerMayIn(caller: Caller, project: ProjectId, wanted: Permission): boolean {
  if (callerMay(caller, wanted)) return true
  if (caller.tenant === null || !limitsAllow(caller, wanted)) return false
  if (caller.limits?.projects && !caller.limits.projects.includes(project)) return false
  const role = caller.projects.get(project)
  return roleAllows(caller, wanted) || (role !== undefined && includes(roleMay[role], wanted))
}

/** The projects in which a caller may be more than everywhere else. */
const ownProjects = (caller: Caller): readonly ProjectId[] => caller.limits?.projects ?? [...caller.projects.keys()]

/** True when the caller may do so at least somewhere. */
export function callerMaySomewhere(caller: Caller, wanted: Permission): boolean {
  return callerMay(caller, wanted) || ownProjects(caller).some(project => callerMayIn(caller, project, wanted))
}

/** In which projects the caller may do so, for the `where` of a query. */
export function projectsWhere(caller: Caller, wanted: Permission): 'all' | readonly ProjectId[] {
  if (callerMay(caller, wanted)) return 'all'
  return ownProjects(caller).filter(project => callerMayIn(caller, project, wanted))
}

/** True when the caller may do all that the role allows, in the project or, without one, in the whole tenant: nobody gives more than they have. */
export function callerCovers(caller: Caller, role: Role | null, project: ProjectId | null = null): boolean {
  if (role === null) return true
  return roleMay[role].every(wanted =>
    project === null ? callerMay(caller, wanted) : callerMayIn(caller, project, wanted),
  )
}
