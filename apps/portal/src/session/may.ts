import type { Permission, ProjectId } from '@paddock/model'
import type { Me } from '@paddock/sdk'

/** True when the person may do this everywhere, or in the project given. */
export function may(me: Me, permission: Permission, project?: ProjectId): boolean {
  if (me.permissions.includes(permission)) return true
  return me.projects.some(each => each.id === project && each.permissions.includes(permission))
}

/** True when there is any place where the person may do this. */
export const mayAnywhere = (me: Me, permission: Permission): boolean =>
  me.permissions.includes(permission) || me.projects.some(each => each.permissions.includes(permission))
