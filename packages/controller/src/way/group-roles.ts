import { type Role, role } from '@paddock/model'

export interface GroupRole {
  readonly group: string
  readonly role: Role
}

/** As a row holds it: `administrator lab-admins`. */
export const writeGroupRole = ({ group, role }: GroupRole): string => `${role} ${group}`

export function readGroupRole(text: string): GroupRole {
  const at = text.indexOf(' ')
  return { role: role.parse(text.slice(0, at)), group: text.slice(at + 1) }
}

/** The highest role that one of the groups has; undefined when none has any. */
export function roleOf(groupRoles: readonly GroupRole[], groups: readonly string[]): Role | undefined {
  const mine = groupRoles.filter(({ group }) => groups.includes(group)).map(each => each.role)
  return (['administrator', 'member', 'viewer'] as const).find(each => mine.includes(each))
}
