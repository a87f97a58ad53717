import {
  type Caller,
  hostSilentAfterSeconds,
  Problem,
  type ProjectId,
  projectsWhere,
  type UsageBy,
  type UsageEvent,
  type UsagePeriod,
  type UsageRow,
  usageIn,
} from '@paddock/model'
import { sql } from 'kysely'
import type { Tx } from './database.ts'

interface Row {
  thing_id: string
  at: Date
  machines: number
  vcpus: number
  memory_mib: number
  storage_bytes: number
  sessions: number
  bytes_in: number
  bytes_out: number
  project_id: string | null
  project_name: string | null
  lab_id: string | null
  lab_name: string | null
  user_id: string | null
  user_name: string | null
  tenant_id: string
  tenant_name: string
  known_until: Date
}

/** Which part of the ledger is added up, and how. */
interface UsageWanted {
  readonly period: UsagePeriod
  readonly by: UsageBy
  readonly project?: ProjectId | undefined
  readonly now: Date
}

export const usage = {
  /**
   * What the caller's tenant used in a period: all of it for whoever may see that, else what belongs to the projects that they have a role in.
   *
   * Of one project, if it is named: look it up for this caller first. Operators learn how much each tenant used, and not of what.
   *
   * @throws Problem `not-allowed`
   */
  async ofPeriod(tx: Tx, caller: Caller, { period, by, project, now }: UsageWanted): Promise<UsageRow[]> {
    const seen = projectsWhere(caller, 'usage.view')
    if (caller.tenant === null || by === 'tenant') {
      if (caller.tenant !== null || by !== 'tenant' || seen !== 'all' || project !== undefined)
        throw new Problem('not-allowed', 'Operators see use by tenant, and everybody else that of their own tenant.')
      return usageIn(await eventsOf(tx, period, { within: sql`true`, now }), { period, by })
    }
    const within = sql`tenant_id = ${caller.tenant}`
    const chosen: readonly string[] | 'all' = project === undefined ? seen : [project]
    const counts = (event: UsageEvent) =>
      chosen === 'all' || (event.project !== null && chosen.includes(event.project.id))
    return usageIn(await eventsOf(tx, period, { within, now }), { period, by, counts })
  },
}

/**
 * Events of the period, the last one before it of each thing that still took something then, and what meters have not handed in yet.
 *
 * A run whose host is silent is known until that was heard last; a session is, until it expires.
 */
async function eventsOf(
  tx: Tx,
  { fromMs, toMs }: UsagePeriod,
  { within, now }: { within: ReturnType<typeof sql>; now: Date },
): Promise<UsageEvent[]> {
  const [from, to] = [new Date(fromMs), new Date(toMs)]
  const { rows } = await sql<Row>`
    with before as (
      select distinct on (thing_id) * from usage_events where ${within} and at < ${from} order by thing_id, at desc, seq desc
    ), pending as (
      select meters.network_id, meters.counted_at, meters.pending_in, meters.pending_out, labs.tenant_id, labs.id as lab_id, labs.name as lab_name,
        labs.project_id, projects.name as project_name, labs.owner_id as user_id, users.name as user_name
      from network_meters meters join labs on labs.id = meters.lab_id join projects on projects.id = labs.project_id
        join users on users.id = labs.owner_id
      where meters.counted_at >= ${from} and meters.counted_at < ${to}
    ), events as (
      select seq, thing_id, at, machines, vcpus, memory_mib, storage_bytes, sessions, bytes_in, bytes_out, project_id, project_name, lab_id, lab_name,
        user_id, user_name, tenant_id from usage_events where ${within} and at >= ${from} and at < ${to}
      union all select seq, thing_id, at, machines, vcpus, memory_mib, storage_bytes, sessions, bytes_in, bytes_out, project_id, project_name, lab_id,
        lab_name, user_id, user_name, tenant_id from before where machines + vcpus + memory_mib + storage_bytes + sessions > 0
      union all select null, network_id, counted_at, 0, 0, 0, 0, 0, pending_in, pending_out, project_id, project_name, lab_id, lab_name, user_id,
        user_name, tenant_id from pending where ${within})
    select events.*, tenants.name as tenant_name,
      least(${now}::timestamptz, case
        when hosts.seen_at < ${now}::timestamptz - make_interval(secs => ${hostSilentAfterSeconds}) then hosts.seen_at
        when sessions.id is not null then sessions.expires_at
        else ${now}::timestamptz end) as known_until
    from events join tenants on tenants.id = events.tenant_id
      left join runs on runs.id = events.thing_id left join hosts on hosts.id = runs.host_id left join sessions on sessions.id = events.thing_id
    order by events.at, events.seq`.execute(tx)
  return rows.map(eventOf)
}

const subject = (id: string | null, name: string | null) => (id === null ? null : { id, name: name ?? '' })

const eventOf = (row: Row): UsageEvent => ({
  thing: row.thing_id,
  atMs: row.at.getTime(),
  machines: row.machines,
  vcpus: row.vcpus,
  memoryMiB: row.memory_mib,
  storageBytes: row.storage_bytes,
  sessions: row.sessions,
  bytesIn: row.bytes_in,
  bytesOut: row.bytes_out,
  project: subject(row.project_id, row.project_name),
  lab: subject(row.lab_id, row.lab_name),
  user: subject(row.user_id, row.user_name),
  tenant: { id: row.tenant_id, name: row.tenant_name },
  knownUntilMs: row.known_until.getTime(),
})
