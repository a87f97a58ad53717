import type { HostId, LabId, RunId, TenantId } from '@paddock/model'
import { sql } from 'kysely'
import { beforeCommit, type Tx, together } from './transaction.ts'

export const placements = {
  /** Whether any run waits for a host. */
  async areWanted(tx: Tx): Promise<boolean> {
    const found = await tx
      .selectFrom('runs')
      .select('id')
      .where('host_id', 'is', null)
      .where('ended_at', 'is', null)
      .where('want', '=', 'running')
      .limit(1)
      .executeTakeFirst()
    return found !== undefined
  },

  /**
   * The runs that no host has yet, with what is known of where they can be; and every host with what it has and has promised, overhead
   * counted per machine.
   *
   * Lets one controller place at a time, until the transaction ends: two would promise the same memory.
   */
  async load(tx: Tx, { silentSeconds, overheadMiB }: { silentSeconds: number; overheadMiB: number }) {
    const [, runs, hosts] = await together(
      tx,
      sql`select pg_advisory_xact_lock(hashtext('paddock placement'))`.compile(tx),
      unplaced(tx),
      hostsWithRoom(tx, silentSeconds, overheadMiB),
    )
    return { runs, hosts }
  },

  /** Binds a lab's runs, and its disks that are nowhere yet, to a host. */
  bind: (tx: Tx, lab: LabId, runs: readonly RunId[], host: HostId, why: string): Promise<void> =>
    beforeCommit(
      tx,
      tx
        .updateTable('runs')
        .set({ host_id: host, why })
        .where('id', 'in', [...runs])
        .where('host_id', 'is', null)
        .compile(),
      tx
        .updateTable('volumes')
        .set({ host_id: host })
        .where('lab_id', '=', lab)
        .where('host_id', 'is', null)
        .where('want', '=', 'present')
        .compile(),
    ),

  /** Leaves runs waiting, and says for what. */
  async wait(tx: Tx, runs: readonly RunId[], step: string): Promise<void> {
    await tx
      .updateTable('runs')
      .set({ step })
      .where('id', 'in', [...runs])
      .where('step', '<>', step)
      .execute()
  },

  /** Ends runs that no host has room for, and says why. */
  async refuse(tx: Tx, runs: readonly RunId[], why: string): Promise<void> {
    await tx
      .updateTable('runs')
      .set({
        power: 'ended',
        end_reason: 'no-capacity',
        ended_at: sql`now()`,
        trouble: { code: 'no-capacity', message: why },
        why,
      })
      .where('id', 'in', [...runs])
      .execute()
  },
}

const unplaced = (tx: Tx) =>
  sql<{
    run: RunId
    lab: LabId
    tenant: TenantId
    cores: number
    memory_mib: number
    age_seconds: number
    bound_to: HostId | null
    held_by: HostId[] | null
  }>`
    select runs.id as run, runs.lab_id as lab, runs.tenant_id as tenant, vms.cores, vms.memory_mib,
      extract(epoch from now() - runs.created_at)::float8 as age_seconds,
      coalesce((select host_id from volumes where lab_id = runs.lab_id and host_id is not null and want = 'present' limit 1),
               (select host_id from runs other where other.lab_id = runs.lab_id and other.host_id is not null and other.ended_at is null limit 1)) as bound_to,
      (select array_agg(distinct copies.host_id) from layers join layer_copies copies on copies.layer_id = layers.id and copies.want = 'present'
         where layers.recipe is null and layers.id in (
           select parent_id from volumes where volumes.lab_id = runs.lab_id and volumes.want = 'present'
           union select memory_layer_id from runs other where other.lab_id = runs.lab_id and other.ended_at is null)) as held_by
    from runs join vms on vms.id = runs.vm_id
    where runs.host_id is null and runs.ended_at is null and runs.want = 'running' order by runs.id`.compile(tx)

const hostsWithRoom = (tx: Tx, silentSeconds: number, overheadMiB: number) =>
  sql<{
    id: HostId
    name: string
    online: boolean
    takes_machines: boolean
    cores: number
    memory_mib: number
    committed_mib: number
  }>`
    select hosts.id, hosts.name, coalesce(seen_at > now() - make_interval(secs => ${silentSeconds}), false) and facts is not null as online,
      'machines' = any(roles) as takes_machines, coalesce((facts ->> 'cores')::int, 0) as cores, coalesce((facts ->> 'memoryMiB')::int, 0) as memory_mib,
      coalesce(committed.mib, 0)::int as committed_mib
    from hosts left join (select runs.host_id, sum(vms.memory_mib + ${overheadMiB}::int) as mib from runs join vms on vms.id = runs.vm_id
      where runs.ended_at is null group by runs.host_id) committed on committed.host_id = hosts.id`.compile(tx)
