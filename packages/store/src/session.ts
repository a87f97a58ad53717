import type { Caller, ProjectId, Role, SessionId, TenantId, UserId } from '@paddock/model'
import { type Insertable, sql } from 'kysely'
import type { Database, Tx } from './database.ts'
import type { Schema } from './schema.gen.ts'

/** A living session, with everything that a request needs to know of its person. */
export interface SignedIn {
  readonly session: SessionId
  readonly caller: Caller
  readonly email: string
  readonly tenant: { readonly id: TenantId; readonly slug: string; readonly name: string } | null
  readonly projects: readonly { readonly id: ProjectId; readonly name: string; readonly role: Role }[]
  readonly expiresAt: Date
}

/** As the function `signed_in` of the migrations says it. */
interface Told {
  readonly session: SessionId
  readonly expiresAt: string
  readonly user: UserId
  readonly name: string
  readonly email: string
  readonly role: Role | null
  readonly tenant: SignedIn['tenant']
  readonly projects: SignedIn['projects']
}

export const sessions = {
  /** The session that a token opens; null when it never was, ended, expired, or its person may not sign in any more. */
  async byToken({ pool }: Pick<Database, 'pool'>, tokenHash: Buffer, now: Date): Promise<SignedIn | null> {
    // Named, so that a connection reads it once. It asks for no transaction: there is one round trip before every request.
    const query = { name: 'signed-in', text: 'select signed_in($1, null, $2) as told', values: [tokenHash, now] }
    const { rows } = await pool.query<{ told: Told | null }>(query)
    return signedIn(rows[0]?.told ?? null)
  },

  async byId(tx: Tx, id: SessionId, now: Date): Promise<SignedIn | null> {
    const { rows } = await sql<{ told: Told | null }>`select signed_in(null, ${id}, ${now}) as told`.execute(tx)
    return signedIn(rows[0]?.told ?? null)
  },

  async insert(tx: Tx, row: Insertable<Schema['sessions']>): Promise<void> {
    await tx.insertInto('sessions').values(row).execute()
  },

  async end(tx: Tx, id: SessionId): Promise<void> {
    await tx.deleteFrom('sessions').where('id', '=', id).execute()
  },

  async endAllOf(tx: Tx, user: UserId): Promise<void> {
    await tx.deleteFrom('sessions').where('user_id', '=', user).execute()
  },
}

function signedIn(told: Told | null): SignedIn | null {
  if (told === null) return null
  const { session, user, name, email, role, tenant, projects, expiresAt } = told
  const roles = new Map(projects.map(project => [project.id, project.role]))
  return {
    session,
    caller: { user, name, tenant: tenant?.id ?? null, role, projects: roles },
    email,
    tenant,
    projects,
    expiresAt: new Date(expiresAt),
  }
}
