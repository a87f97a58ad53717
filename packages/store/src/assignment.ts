import type { HostId, LabId, LayerId, RunId, SnapshotId } from '@paddock/model'
import { sql } from 'kysely'
import { beforeCommit, type Tx, together } from './transaction.ts'

export const assignments = {
  /** The hosts that have to do with labs (where their machines run and their disks are), and those that are to let go of layers. */
  async hostsOf(tx: Tx, labs: readonly LabId[], layers: readonly LayerId[]): Promise<HostId[]> {
    if (labs.length + layers.length === 0) return []
    const found = await sql<{ host_id: HostId }>`
      select host_id from runs where lab_id = any(${[...labs]}::uuid[]) and host_id is not null
      union select host_id from volumes where lab_id = any(${[...labs]}::uuid[]) and host_id is not null
      union select host_id from layer_copies
        where layer_id = any(${[...layers]}::uuid[]) and want = 'absent' and absent_generation is null`.execute(tx)
    return found.rows.map(row => row.host_id)
  },

  async everyHost(tx: Tx): Promise<HostId[]> {
    return (await tx.selectFrom('hosts').select('id').execute()).map(row => row.id)
  },

  /**
   * Locks hosts, asks them for the layers that they need, and loads everything that their assignments are made of.
   *
   * Two round trips, however many hosts.
   */
  async load(tx: Tx, hosts: readonly HostId[]) {
    const ids = [...hosts]
    const [locked, , runs, volumes, layers, diskOfVolume, held] = await together(
      tx,
      lock(tx, ids),
      wantLayers(tx, ids),
      tx
        .selectFrom('runs')
        .innerJoin('vms', 'vms.id', 'runs.vm_id')
        .innerJoin('labs', 'labs.id', 'runs.lab_id')
        .leftJoin('assets', 'assets.id', 'vms.cd_asset_id')
        .select([
          'runs.id as run',
          'runs.host_id',
          'runs.want',
          'runs.grace_seconds',
          'runs.resets',
          'runs.memory_layer_id',
          'vms.id as vm',
          'vms.name',
          'vms.cores',
          'vms.memory_mib',
          'vms.firmware',
          'vms.profile',
          'vms.user_data',
          'labs.id as lab',
          'labs.number',
          'assets.layer_id as cd_layer',
        ])
        .where('runs.host_id', 'in', ids)
        .where('runs.ended_at', 'is', null)
        .orderBy('runs.id')
        .compile(),
      tx.selectFrom('volumes').selectAll().where('host_id', 'in', ids).orderBy('id').compile(),
      tx
        .selectFrom('layer_copies')
        .innerJoin('layers', 'layers.id', 'layer_copies.layer_id')
        .selectAll('layers')
        .select(['layer_copies.host_id', 'layer_copies.want'])
        .where('layer_copies.host_id', 'in', ids)
        .orderBy('layers.id')
        .compile(),
      tx
        .selectFrom('disks')
        .innerJoin('volumes', 'volumes.id', 'disks.volume_id')
        .select(['disks.id', 'disks.volume_id'])
        .where('volumes.host_id', 'in', ids)
        .compile(),
      heldMachines(tx, ids),
    )
    const labs = [...new Set(runs.map(run => run.lab))]
    const [disks, interfaces, networks] =
      labs.length === 0
        ? [[], [], []]
        : await together(
            tx,
            tx
              .selectFrom('disks')
              .select(['id', 'vm_id', 'volume_id', 'position'])
              .where('lab_id', 'in', labs)
              .orderBy('position')
              .compile(),
            tx
              .selectFrom('interfaces')
              .innerJoin('vms', 'vms.id', 'interfaces.vm_id')
              .selectAll('interfaces')
              .select('vms.name')
              .where('interfaces.lab_id', 'in', labs)
              .where('vms.intent', '<>', 'deleted')
              .orderBy('interfaces.id')
              .compile(),
            tx.selectFrom('networks').selectAll().where('lab_id', 'in', labs).orderBy('id').compile(),
          )
    return {
      hosts: locked,
      runs,
      disks,
      interfaces,
      networks,
      volumes,
      layers,
      held,
      diskOfVolume: new Map(diskOfVolume.map(row => [row.volume_id, row.id])),
    }
  },

  /** Writes down a new assignment's number, and on what it now waits to be gone. */
  number: (tx: Tx, host: HostId, generation: number, hash: string): Promise<void> =>
    beforeCommit(
      tx,
      tx.updateTable('hosts').set({ generation, assignment_hash: hash }).where('id', '=', host).compile(),
      ...(['volumes', 'layer_copies'] as const).map(table =>
        sql`update ${sql.table(table)} set absent_generation = ${generation}
          where host_id = ${host} and want = 'absent' and absent_generation is null`.compile(tx),
      ),
    ),
}

/** The machines that hosts are to hold: for snapshots, and to suspend them. To a host a suspension is a snapshot after which they rest. */
const heldMachines = (tx: Tx, ids: HostId[]) =>
  sql<{ id: SnapshotId; host_id: HostId; run_id: RunId; memory_layer_id: LayerId | null; rests: boolean }>`
    select snapshots.id, snapshots.host_id, held.run_id, held.memory_layer_id, false as rests
      from snapshots join snapshot_runs held on held.snapshot_id = snapshots.id
      where snapshots.state = 'taking' and snapshots.host_id = any(${ids}::uuid[])
    union all select suspensions.id, suspensions.host_id, held.run_id, held.memory_layer_id, true
      from suspensions join suspension_runs held on held.suspension_id = suspensions.id where suspensions.host_id = any(${ids}::uuid[])
    order by id, run_id`.compile(tx)

/** Locks hosts, in the order of their ids, so that one controller at a time numbers their assignments. */
const lock = (tx: Tx, ids: HostId[]) =>
  tx
    .selectFrom('hosts')
    .select(['id', 'roles', 'generation', 'assignment_hash', 'taken_up'])
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .compile()

/**
 * Asks hosts for every layer that something on them stands on: parents of volumes and their parents in turn, ISOs in drives,
 * and the public library's on hosts that keep volumes, so that it is made before it is needed.
 */
const wantLayers = (tx: Tx, ids: HostId[]) =>
  sql`
    with recursive needed(host_id, layer_id) as (
      select host_id, parent_id from volumes where host_id = any(${ids}::uuid[]) and parent_id is not null and want = 'present'
      union select runs.host_id, assets.layer_id from runs join vms on vms.id = runs.vm_id join assets on assets.id = vms.cd_asset_id
        where runs.host_id = any(${ids}::uuid[]) and runs.ended_at is null
      union select host_id, memory_layer_id from runs where host_id = any(${ids}::uuid[]) and ended_at is null and memory_layer_id is not null
      union select hosts.id, layers.id from hosts, layers where hosts.id = any(${ids}::uuid[]) and 'volumes' = any(hosts.roles) and layers.recipe is not null
      union select needed.host_id, layers.parent_id from needed join layers on layers.id = needed.layer_id where layers.parent_id is not null
    )
    insert into layer_copies (layer_id, host_id) select layer_id, host_id from needed
      where not exists (select 1 from layer_copies copies where copies.layer_id = needed.layer_id and copies.host_id = needed.host_id)
    on conflict do nothing`.compile(tx)

export type AssignmentRows = Awaited<ReturnType<typeof assignments.load>>
