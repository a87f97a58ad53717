import type { LabId, SnapshotId } from '@paddock/model'
import { type InferResult, sql } from 'kysely'
import { memoryHolders } from './memory-holders.ts'
import { type Tx, together } from './transaction.ts'

/**
 * Labs with what is needed to say their state: project, owner, machines and their newest runs. Those in the trash are left out.
 *
 * Two queries in one round trip, however many labs.
 */
export async function labOutlines(tx: Tx, ids: readonly LabId[]) {
  if (ids.length === 0) return []
  return outlinesOf(ids, ...(await together(tx, labsOf(tx, ids), vmsOf(tx, ids))))
}

const labsOf = (tx: Tx, ids: readonly LabId[]) =>
  tx
    .selectFrom('labs')
    .innerJoin('projects', 'projects.id', 'labs.project_id')
    .innerJoin('users', 'users.id', 'labs.owner_id')
    .selectAll('labs')
    .select(['projects.name as project_name', 'users.name as owner_name'])
    .select(eb =>
      eb
        .selectFrom('networks')
        .whereRef('networks.lab_id', '=', 'labs.id')
        .select(sql<number>`count(*)`.as('count'))
        .as('network_count'),
    )
    // Where it stands in its tree, as far as that is shown.
    .select(
      sql<SnapshotId | null>`case when labs.snapshot_id is not null then snapshot_shown(labs.snapshot_id) end`.as(
        'stands_at',
      ),
    )
    .where('labs.id', 'in', [...ids])
    .where('labs.trash_id', 'is', null)
    .compile()

function outlinesOf(
  ids: readonly LabId[],
  labs: InferResult<ReturnType<typeof labsOf>>,
  vms: InferResult<ReturnType<typeof vmsOf>>,
) {
  const byLab = Map.groupBy(vms, vm => vm.lab_id)
  const order = new Map(ids.map((id, at) => [id, at]))
  return labs
    .sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0))
    .map(lab => ({ ...lab, network_count: Number(lab.network_count ?? 0), vms: byLab.get(lab.id) ?? [] }))
}
export type LabOutline = Awaited<ReturnType<typeof labOutlines>>[number]

/** The machines of labs, each with its newest run, where that was placed, and what lies in its CD drive. */
const vmsOf = (tx: Tx, ids: readonly LabId[]) =>
  tx
    .selectFrom('vms')
    .leftJoin('runs', 'runs.vm_id', 'vms.id')
    .leftJoin('hosts', 'hosts.id', 'runs.host_id')
    .leftJoin('assets', 'assets.id', 'vms.cd_asset_id')
    .leftJoin('layers as memory', 'memory.id', 'vms.memory_layer_id')
    .selectAll('vms')
    .select([
      'runs.id as run_id',
      'runs.host_id',
      'runs.why',
      'runs.power',
      'runs.step',
      'runs.started_at',
      'runs.end_reason',
      'runs.trouble',
      'runs.rest_trouble',
      'runs.agent',
      'runs.want',
      'runs.created_at as run_asked_at',
      'runs.end_asked_at',
      'runs.ended_at',
      'hosts.name as host_name',
      'hosts.seen_at as host_seen_at',
      'assets.name as cd_name',
      'memory.compatibility as memory_made_with',
    ])
    .select(memoryHolders('vms.memory_layer_id').as('memory_holders'))
    .where('vms.lab_id', 'in', [...ids])
    .orderBy('vms.lab_id')
    .orderBy('vms.id')
    .compile()

/** Labs with everything in them, those in the trash left out. Five queries in one round trip, however many labs. */
export async function labWholes(tx: Tx, ids: readonly LabId[]) {
  if (ids.length === 0) return []
  const [labs, vms, networks, disks, interfaces] = await together(
    tx,
    labsOf(tx, ids),
    vmsOf(tx, ids),
    tx
      .selectFrom('networks')
      .selectAll()
      .where('lab_id', 'in', [...ids])
      .orderBy('id')
      .compile(),
    tx
      .selectFrom('disks')
      .innerJoin('volumes', 'volumes.id', 'disks.volume_id')
      .leftJoin('layers', 'layers.id', 'volumes.parent_id')
      .selectAll('disks')
      .select([
        'volumes.size_bytes',
        'volumes.stored_bytes',
        'volumes.state as volume_state',
        'volumes.trouble as volume_trouble',
        'layers.virtual_size_bytes',
      ])
      .where('disks.lab_id', 'in', [...ids])
      .orderBy('disks.position')
      .compile(),
    tx
      .selectFrom('interfaces')
      .selectAll()
      .where('lab_id', 'in', [...ids])
      .orderBy('position')
      .compile(),
  )
  const outlines = outlinesOf(ids, labs, vms)
  const disksByVm = Map.groupBy(disks, disk => disk.vm_id)
  const interfacesByVm = Map.groupBy(interfaces, port => port.vm_id)
  const networksByLab = Map.groupBy(networks, network => network.lab_id)
  return outlines.map(lab => ({
    ...lab,
    networks: networksByLab.get(lab.id) ?? [],
    vms: lab.vms.map(vm => ({ ...vm, disks: disksByVm.get(vm.id) ?? [], interfaces: interfacesByVm.get(vm.id) ?? [] })),
  }))
}
export type LabWhole = Awaited<ReturnType<typeof labWholes>>[number]
export type VmWhole = LabWhole['vms'][number]
