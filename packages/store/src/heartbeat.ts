import type { HostId } from '@paddock/model'
import { sql } from 'kysely'
import type { Tx } from './database.ts'
import type { StoredHostFacts } from './json.ts'

export const heartbeats = {
  /** Writes down a host that joins, for the first time or again. */
  async join(
    tx: Tx,
    host: { id: HostId; name: string; roles: ('machines' | 'networks' | 'volumes')[] },
  ): Promise<void> {
    await tx
      .insertInto('hosts')
      .values({ ...host, seen_at: sql<Date>`now()` })
      .onConflict(conflict =>
        conflict.column('id').doUpdateSet({ name: host.name, roles: host.roles, seen_at: sql<Date>`now()` }),
      )
      .execute()
  },

  /** Hosts that were heard just now. Not worth waiting for the disk: the next heartbeat says it again. */
  async heard(tx: Tx, heard: readonly { host: HostId; facts: StoredHostFacts }[]): Promise<void> {
    await sql`set local synchronous_commit = off`.execute(tx)
    await sql`update hosts set seen_at = now(), facts = heard.facts
      from jsonb_to_recordset(${JSON.stringify(heard)}::jsonb) as heard(host uuid, facts jsonb) where hosts.id = heard.host`.execute(
      tx,
    )
  },

  /** Hosts with machines on them that have been silent for so long. */
  async silent(tx: Tx, seconds: number): Promise<HostId[]> {
    const found = await sql<{
      id: HostId
    }>`select id from hosts where seen_at < now() - make_interval(secs => ${seconds})
      and exists (select 1 from runs where runs.host_id = hosts.id and runs.ended_at is null)`.execute(tx)
    return found.rows.map(row => row.id)
  },

  /** Tells whoever watches the labs on these hosts to look again: their state depends on the clock. */
  async tellLabsOn(tx: Tx, hostIds: readonly HostId[]): Promise<void> {
    if (hostIds.length === 0) return
    await sql`select pg_notify('paddock', 'lab ' || tenant_id || ' ' || lab_id) from runs where host_id in (${sql.join([...hostIds])}) and ended_at is null
      group by tenant_id, lab_id`.execute(tx)
  },
}
