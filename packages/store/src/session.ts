import type { Caller, ProjectId, Role, SessionId, TenantId, UserId } from '@paddock/model'
import type { Insertable } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Tx } from './database.ts'
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

export const sessions = {
  /** The session that a token opens; null when it never was, ended, expired, or its person may not sign in any more. */
  byToken: (tx: Tx, tokenHash: Buffer, now: Date): Promise<SignedIn | null> =>
    load(tx, now, { column: 'sessions.token_hash', value: tokenHash }),

  byId: (tx: Tx, id: SessionId, now: Date): Promise<SignedIn | null> =>
    load(tx, now, { column: 'sessions.id', value: id }),

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

type By =
  | { readonly column: 'sessions.token_hash'; readonly value: Buffer }
  | { readonly column: 'sessions.id'; readonly value: SessionId }

async function load(tx: Tx, now: Date, by: By): Promise<SignedIn | null> {
  const row = await tx
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .leftJoin('tenants', 'tenants.id', 'sessions.tenant_id')
    .select([
      'sessions.id',
      'sessions.expires_at',
      'users.id as user_id',
      'users.name',
      'users.email',
      'users.role',
      'tenants.id as tenant_id',
      'tenants.slug',
      'tenants.name as tenant_name',
    ])
    .select(eb =>
      jsonArrayFrom(
        eb
          .selectFrom('members')
          .innerJoin('projects', 'projects.id', 'members.project_id')
          .select(['projects.id', 'projects.name', 'members.role'])
          .whereRef('members.user_id', '=', 'users.id')
          .orderBy('projects.id'),
      ).as('projects'),
    )
    .where(by.column, '=', by.value)
    .where('sessions.expires_at', '>', now)
    .where('users.disabled', '=', false)
    .executeTakeFirst()
  if (!row) return null
  const tenant =
    row.tenant_id === null ? null : { id: row.tenant_id, slug: row.slug ?? '', name: row.tenant_name ?? '' }
  return {
    session: row.id,
    caller: {
      user: row.user_id,
      name: row.name,
      tenant: tenant?.id ?? null,
      role: row.role,
      projects: new Map(row.projects.map(project => [project.id, project.role])),
    },
    email: row.email,
    tenant,
    projects: row.projects,
    expiresAt: row.expires_at,
  }
}
