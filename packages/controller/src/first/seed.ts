import { type Caller, idsFrom } from '@paddock/model'
import { type Database, installation, migrate, users } from '@paddock/store'
import { hashPassword } from '../session/password.ts'
import { createTenant } from '../tenant/create.ts'
import { type FirstLogin, newPassword } from './credentials.ts'
import type { StarterLibrary } from './library.ts'
import { seedLibrary } from './seed-library.ts'

export interface SeedNeeds {
  readonly database: Database
  readonly clock: () => Date
  readonly random: (bytes: Uint8Array) => void
  readonly library: StarterLibrary
  /**
   * Keeps the passwords where their owner finds them. Called before they become true: whoever is killed in between
   * begins again with new ones, and no password is ever lost.
   */
  keep(login: FirstLogin): Promise<void>
}

/**
 * Makes an installation usable: an operator, a demo tenant with its administrator and a project, and the public library.
 *
 * Does so once; later starts only bring the library up to date. May be killed at any moment and repeated, and called by several
 * controllers at once.
 *
 * @returns the first sign-ins, or null when there were people already.
 */
export async function seedInstallation(needs: SeedNeeds): Promise<FirstLogin | null> {
  const { database, clock, random, library, keep } = needs
  const made = { clock, random, newId: idsFrom(clock, random) }
  await migrate(database.pool)
  return database.ofEveryone(async tx => {
    await installation.lock(tx)
    await seedLibrary(made, tx, library)
    if (!(await installation.isEmpty(tx))) return null
    const login: FirstLogin = {
      operator: { email: 'operator@paddock.internal', password: newPassword(random) },
      tenant: { slug: 'demo', email: 'admin@demo.internal', password: newPassword(random) },
    }
    const operator: Caller = {
      user: made.newId<'user'>(),
      name: 'Operator',
      tenant: null,
      role: null,
      projects: new Map(),
    }
    await users.insert(tx, {
      id: operator.user,
      email: login.operator.email,
      name: operator.name,
      password_hash: await hashPassword(login.operator.password),
      created_at: clock(),
    })
    await createTenant(made, tx, {
      caller: operator,
      wish: {
        slug: login.tenant.slug,
        name: 'Demo',
        administrator: {
          email: login.tenant.email,
          name: 'Demo administrator',
          passwordHash: await hashPassword(login.tenant.password),
        },
      },
    })
    await keep(login)
    return login
  })
}
