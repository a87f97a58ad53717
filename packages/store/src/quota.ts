import {
  type Caller,
  callerMay,
  Problem,
  type ProjectId,
  projectsWhere,
  type QuotaKind,
  type QuotaLimits,
  type QuotaResource,
  type QuotaUse,
  quotaResources,
  type TenantId,
  type UserId,
} from '@paddock/model'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from './database.ts'
import { demandEverywhere } from './demand.ts'
import type { Granted } from './grant.ts'
import { cutPage, type Page, type PageWanted, readCursor } from './page.ts'
import type { ProjectRow } from './project.ts'
import type { TenantRow } from './tenant.ts'
import type { UserRow } from './user.ts'

/** How much somebody may have, and has. */
export interface QuotaRow {
  readonly id: string
  readonly name: string
  /** What holds: their own limits, and the default's where they have none. */
  readonly limits: QuotaLimits
  readonly own: QuotaLimits
  readonly used: QuotaUse
}

const columns: Readonly<Record<QuotaResource, string>> = {
  labs: 'labs',
  vms: 'vms',
  networks: 'networks',
  storageBytes: 'storage_bytes',
  runningLabs: 'running_labs',
  runningVms: 'running_vms',
  runningVcpus: 'running_vcpus',
  runningMemoryMiB: 'running_memory_mib',
}

/** The default of tenants is the installation's: nobody has this id. */
const nobody = '00000000-0000-0000-0000-000000000000'

const ownersOf = {
  tenant: { table: 'tenants', default: sql`${nobody}::uuid` },
  project: { table: 'projects', default: sql`owners.tenant_id` },
  user: { table: 'users', default: sql`owners.tenant_id` },
} as const

const each = (text: (resource: QuotaResource, column: string) => string): RawBuilder<unknown> =>
  sql.raw(quotaResources.map(resource => text(resource, columns[resource])).join(', '))

/** A JSON object of all resources. */
const object = (text: (column: string) => string): RawBuilder<unknown> =>
  sql`jsonb_build_object(${each((resource, column) => `'${resource}', ${text(column)}`)})`

function rowsOf(tx: Tx, kind: QuotaKind, where: RawBuilder<unknown>, limit: number) {
  const { table, default: ofDefault } = ownersOf[kind]
  return sql<QuotaRow>`select owners.id, owners.name,
      ${object(column => `coalesce(own.${column}, otherwise.${column})`)} as limits,
      ${object(column => `own.${column}`)} as own, ${object(column => `coalesce(used.${column}, 0)`)} as used
    from ${sql.table(table)} owners
      left join quota_use used on used.kind = ${kind} and used.subject_id = owners.id
      left join quota_limits own on own.kind = ${kind} and own.subject_id = owners.id
      left join quota_limits otherwise on otherwise.kind = ${`default-${kind}`} and otherwise.subject_id = ${ofDefault}
    where ${where} order by owners.id desc limit ${limit}`.execute(tx)
}

/** Of whom the caller may see the quotas: the tenant, the projects that they are in, and themselves; all people, if they may see those. */
function seenBy(caller: Caller, kind: QuotaKind): RawBuilder<unknown> {
  if (caller.tenant === null) {
    if (kind !== 'tenant') throw new Problem('not-allowed', 'Operators see the quotas of tenants only.')
    return sql`true`
  }
  const projects = projectsWhere(caller, 'usage.view')
  switch (kind) {
    case 'tenant':
      return sql`owners.id = ${caller.tenant}`
    case 'project':
      return projects === 'all'
        ? sql`owners.tenant_id = ${caller.tenant}`
        : sql`owners.tenant_id = ${caller.tenant} and owners.id = any(${[...projects]}::uuid[])`
    case 'user':
      return callerMay(caller, 'user.view')
        ? sql`owners.tenant_id = ${caller.tenant}`
        : sql`owners.tenant_id = ${caller.tenant} and owners.id = ${caller.user}`
  }
}

export const quotas = {
  async page(
    tx: Tx,
    caller: Caller,
    { kind, cursor, limit }: PageWanted & { kind: QuotaKind },
  ): Promise<Page<QuotaRow>> {
    const before = readCursor(cursor)
    const rest = before === null ? sql`true` : sql`owners.id < ${before}`
    const { rows } = await rowsOf(tx, kind, sql`${seenBy(caller, kind)} and ${rest}`, limit + 1)
    return cutPage(rows, limit, row => row.id)
  },

  /** One that the caller was found to be allowed to see. */
  async one(tx: Tx, kind: QuotaKind, id: TenantId | ProjectId | UserId): Promise<QuotaRow> {
    const [row] = (await rowsOf(tx, kind, sql`owners.id = ${id}`, 1)).rows
    if (!row) throw new Problem('not-found', 'They are gone.')
    return row
  },

  setTenant: (tx: Tx, tenant: Granted<'tenant.manage', TenantRow>, limits: QuotaLimits) =>
    put(tx, { kind: 'tenant', subject: tenant.id, tenant: tenant.id }, limits),
  setProject: (tx: Tx, project: Granted<'quota.manage', ProjectRow>, limits: QuotaLimits) =>
    put(tx, { kind: 'project', subject: project.id, tenant: project.tenant_id }, limits),
  setUser: (tx: Tx, user: Granted<'quota.manage', UserRow>, limits: QuotaLimits) =>
    put(tx, { kind: 'user', subject: user.id, tenant: user.tenant_id }, limits),

  /**
   * Sets what holds for all who have no limit of their own: tenants, by operators; projects or people, by a tenant's administrators.
   *
   * @throws Problem `not-allowed`
   */
  async setDefault(tx: Tx, caller: Caller, kind: QuotaKind, limits: QuotaLimits): Promise<void> {
    demandEverywhere(caller, 'quota.manage')
    if ((kind === 'tenant') !== (caller.tenant === null))
      throw new Problem(
        'not-allowed',
        'Operators set the default of tenants, and tenants those of projects and people.',
      )
    await put(tx, { kind: `default-${kind}`, subject: caller.tenant ?? nobody, tenant: caller.tenant }, limits)
  },

  /** The default of one kind, as it holds for the caller's tenant. */
  async defaultOf(tx: Tx, caller: Caller, kind: QuotaKind): Promise<QuotaLimits> {
    demandEverywhere(caller, 'quota.manage')
    const subject = kind === 'tenant' ? nobody : caller.tenant
    const { rows } = await sql<{ limits: QuotaLimits }>`select ${object(column => column)} as limits from quota_limits
      where kind = ${`default-${kind}`} and subject_id = ${subject}`.execute(tx)
    return rows[0]?.limits ?? noLimits
  },
}

export const noLimits = Object.fromEntries(quotaResources.map(resource => [resource, null])) as QuotaLimits

async function put(
  tx: Tx,
  { kind, subject, tenant }: { kind: string; subject: string; tenant: TenantId | null },
  limits: QuotaLimits,
): Promise<void> {
  const values = quotaResources.map(resource => sql`${limits[resource]}::bigint`)
  await sql`insert into quota_limits (kind, subject_id, tenant_id, ${each((_, column) => column)})
    values (${kind}, ${subject}, ${tenant}, ${sql.join(values)})
    on conflict (kind, subject_id) do update set ${each((_, column) => `${column} = excluded.${column}`)}`.execute(tx)
}
