import {
  type Caller,
  type CallerLimits,
  Problem,
  type ProjectId,
  type Role,
  type SessionId,
  type TenantId,
  type UserId,
} from '@paddock/model'
import { type Insertable, type SqlBool, sql } from 'kysely'
import type { Database, Tx } from './database.ts'
import { type PageWanted, page } from './page.ts'
import type { Schema } from './schema.gen.ts'

/** A living session or token, with everything that a request needs to know of its person. */
export interface SignedIn {
  /** The session's id, or the token's. */
  readonly session: SessionId
  readonly kind: 'session' | 'token'
  readonly caller: Caller
  readonly email: string
  readonly tenant: { readonly id: TenantId; readonly slug: string; readonly name: string } | null
  readonly projects: readonly { readonly id: ProjectId; readonly name: string; readonly role: Role }[]
  /** When it ends at the latest. */
  readonly endsAt: Date
  /** When it ends unless it is used until then. */
  readonly expiresAt: Date
  readonly lastUsedAt: Date | null
  /** True while their tenant asks for a second factor that they have not set up: until then they may do nothing else. */
  readonly mustAddTotp: boolean
}

/** As the function `signed_in` of the migrations says it. */
interface Told {
  readonly session: SessionId
  readonly kind: SignedIn['kind']
  readonly endsAt: string
  readonly expiresAt: string
  readonly lastUsedAt: string | null
  readonly limits: CallerLimits | null
  readonly mustAddTotp: boolean
  readonly user: UserId
  readonly name: string
  readonly email: string
  readonly role: Role | null
  readonly tenant: SignedIn['tenant']
  readonly projects: SignedIn['projects']
}

/** A session as it is shown. */
export interface SessionRow {
  readonly id: SessionId
  readonly address: string
  readonly agent: string
  readonly created_at: Date
  readonly last_used_at: Date
  readonly ends_at: Date
}

/** When a session ends unless it is used, as `signed_in` reckons it. */
const endsAt = sql<Date>`least(sessions.expires_at, sessions.created_at + make_interval(hours => doors.session_hours),
  sessions.last_used_at + make_interval(mins => doors.session_idle_minutes))`

export const sessions = {
  /** The session or token behind a secret; null when it never was, ended, expired, or its person may not sign in any more. */
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

  /** A person's living sessions. */
  page: (tx: Tx, user: UserId, wanted: PageWanted & { readonly now: Date }) =>
    page(
      tx
        .selectFrom('sessions')
        .leftJoin('doors', 'doors.tenant_id', 'sessions.tenant_id')
        .select(['sessions.id', 'address', 'agent', 'created_at', 'last_used_at', endsAt.as('ends_at')])
        .where('user_id', '=', user)
        .where(sql<SqlBool>`${endsAt} > ${wanted.now}`),
      wanted,
      'sessions.id',
    ),

  async insert(tx: Tx, row: Insertable<Schema['sessions']>): Promise<void> {
    await tx.insertInto('sessions').values(row).execute()
  },

  /** Remembers that a session or a token was used. */
  async used(tx: Tx, { kind, session }: Pick<SignedIn, 'kind' | 'session'>, at: { now: Date; address: string | null }) {
    if (kind === 'session')
      await tx.updateTable('sessions').set({ last_used_at: at.now }).where('id', '=', session).execute()
    else
      await sql`update tokens set last_used_at = ${at.now}, last_used_address = coalesce(${at.address}, last_used_address) where id = ${session}`.execute(
        tx,
      )
  },

  async end(tx: Tx, id: SessionId): Promise<void> {
    await tx.deleteFrom('sessions').where('id', '=', id).execute()
  },

  /** Ends one of a person's sessions. @throws Problem `not-found` for anybody else's. */
  async endOf(tx: Tx, user: UserId, id: SessionId): Promise<void> {
    const gone = await tx
      .deleteFrom('sessions')
      .where('id', '=', id)
      .where('user_id', '=', user)
      .returning('id')
      .executeTakeFirst()
    if (!gone) throw new Problem('not-found', 'You have no such session, or it is over.')
  },

  /** Removes the sessions that are over, of one tenant or of all: whatever its rules become, none of them comes back. */
  async removeEnded(tx: Tx, now: Date, tenant: TenantId | null = null): Promise<void> {
    await sql`delete from sessions where id in (
      select sessions.id from sessions left join doors on doors.tenant_id = sessions.tenant_id
      where ${endsAt} <= ${now} and (${tenant}::uuid is null or sessions.tenant_id = ${tenant}))`.execute(tx)
  },

  /** Ends all of a person's sessions, but for one that is to stay. */
  async endAllOf(tx: Tx, user: UserId, but: SessionId | null = null): Promise<void> {
    let query = tx.deleteFrom('sessions').where('user_id', '=', user)
    if (but !== null) query = query.where('id', '<>', but)
    await query.execute()
  },
}

/** For whoever owes their tenant a second factor. */
const nothing: CallerLimits = { permissions: [], projects: [] }

function signedIn(told: Told | null): SignedIn | null {
  if (told === null) return null
  const {
    session,
    kind,
    user,
    name,
    email,
    role,
    tenant,
    projects,
    limits,
    mustAddTotp,
    endsAt,
    expiresAt,
    lastUsedAt,
  } = told
  const roles = new Map(projects.map(project => [project.id, project.role]))
  return {
    session,
    kind,
    caller: { user, name, tenant: tenant?.id ?? null, role, projects: roles, limits: mustAddTotp ? nothing : limits },
    email,
    tenant,
    projects,
    endsAt: new Date(endsAt),
    expiresAt: new Date(expiresAt),
    lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt),
    mustAddTotp,
  }
}
