import { type Caller, callerMay, callerMaySomewhere, type Permission, Problem } from '@paddock/model'
import type { SignedIn } from '@paddock/store'

/** What a role in one project is good for. Everything else needs a role in the whole tenant. */
const inProjects: ReadonlySet<Permission> = new Set([
  'project.view',
  'project.manage',
  'lab.view',
  'lab.create',
  'lab.edit',
  'lab.operate',
  'lab.delete',
  'lab.snapshot',
  'console.view',
  'console.use',
  'guest.exec',
  'usage.view',
])

/**
 * The first lock of every endpoint: may the caller do such a thing anywhere? On which thing, the look-up says.
 *
 * @throws Problem `not-allowed`
 */
export function demandPermission(caller: Caller, permission: Permission): void {
  const may = inProjects.has(permission) ? callerMaySomewhere(caller, permission) : callerMay(caller, permission)
  if (!may && caller.limits?.permissions?.length === 0)
    throw new Problem('not-allowed', 'Your tenant asks for a second factor. Set it up first, in your settings.')
  if (!may) throw new Problem('not-allowed', 'Your role does not allow this. Ask an administrator of your tenant.')
}

/** Keeps what is a person's own, such as passwords and tokens, from programs. @throws Problem `not-in-person` */
export function demandPerson({ kind }: SignedIn): void {
  if (kind === 'token')
    throw new Problem('not-in-person', 'A token is not enough for this. Sign in, and do it yourself.')
}
