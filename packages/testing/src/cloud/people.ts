import type { ProjectId, Role, TenantId, UserId } from '@paddock/model'
import { createPaddock, type Paddock } from '@paddock/sdk'

/** Somebody who is signed in. */
export interface Person {
  readonly id: UserId
  readonly email: string
  readonly password: string
  readonly token: string
  readonly paddock: Paddock
}

/** A tenant with its administrator. */
export interface TestTenant {
  readonly id: TenantId
  readonly slug: string
  readonly project: ProjectId
  readonly admin: Person
  /** Makes a person of the tenant, with a role in its first project if one is given. */
  person(given: { name: string; role?: Role | null; inProject?: Role }): Promise<Person>
}

export interface Door {
  readonly url: string
  readonly tenant: string | null
}

export async function signIn(door: Door, { email, password }: { email: string; password: string }): Promise<Person> {
  const { token, me } = await createPaddock({ baseUrl: door.url }).session.create({
    ...(door.tenant === null ? {} : { tenant: door.tenant }),
    email,
    password,
  })
  return { id: me.user.id, email, password, token, paddock: createPaddock({ baseUrl: door.url, token }) }
}

/** Makes a tenant as an operator does, and signs its administrator in. */
export async function makeTenant(
  { url, operator }: { url: string; operator: Paddock },
  slug: string,
): Promise<TestTenant> {
  const credentials = { email: `admin@${slug}.test`, password: `password of ${slug}` }
  const tenant = await operator.tenant.create({
    slug,
    name: slug,
    administrator: { name: `Admin of ${slug}`, ...credentials },
  })
  const door = { url, tenant: slug }
  const admin = await signIn(door, credentials)
  const [project] = (await admin.paddock.project.list()).items
  if (!project) throw new Error('A new tenant has a project.')
  return {
    id: tenant.id,
    slug,
    project: project.id,
    admin,
    async person({ name, role = null, inProject }) {
      const own = { email: `${name}@${slug}.test`, password: `password of ${name}` }
      const user = await admin.paddock.user.create({ ...own, name, role })
      if (inProject) await admin.paddock.project.admit({ project: project.id, user: user.id, role: inProject })
      return signIn(door, own)
    },
  }
}
