import type {
  EndReason,
  HostId,
  LayerId,
  MemoryMakings,
  NetworkId,
  RunId,
  RunPower,
  SnapshotId,
  VolumeId,
} from '@paddock/model'
import { sql } from 'kysely'
import type { StoredAgent, StoredTrouble } from './json.ts'
import { endSuspensions } from './suspension.ts'
import { type Tx, together } from './transaction.ts'

interface MachineSeen {
  readonly run: RunId
  readonly power: RunPower
  readonly step: string
  readonly startedAt: string | null
  readonly end: { readonly reason: EndReason; readonly at: string; readonly trouble: StoredTrouble | null } | null
  readonly trouble: StoredTrouble | null
  readonly agent: StoredAgent
}
interface VolumeSeen {
  readonly volume: VolumeId
  readonly state: 'present' | 'absent' | 'failed'
  readonly storedBytes: number
  readonly trouble: StoredTrouble | null
}
interface LayerSeen {
  readonly layer: LayerId
  /** What it lies on there; undefined: the host does not say. */
  readonly parent?: LayerId | null | undefined
  readonly state: 'making' | 'present' | 'absent' | 'failed'
  readonly progress: number
  readonly step: string
  readonly storedBytes: number
  readonly virtualSizeBytes: number | null
  readonly checksum: string | null
  readonly compatibility: MemoryMakings | null
  readonly trouble: StoredTrouble | null
}
interface NetworkSeen {
  readonly network: NetworkId
  /** To its machines and from them, since the fence was raised. */
  readonly bytesIn: number
  readonly bytesOut: number
}

interface SnapshotSeen {
  readonly snapshot: SnapshotId
  readonly state: 'waiting' | 'taking' | 'taken' | 'failed'
  readonly takenAt: string | null
  readonly machines: readonly { readonly run: RunId; readonly pauseMs: number; readonly picture: string | null }[]
  readonly trouble: StoredTrouble | null
}

/** What is new in a host's report. */
export interface HostSeen {
  readonly host: HostId
  readonly generation: number
  readonly machines: readonly MachineSeen[]
  readonly volumes: readonly VolumeSeen[]
  readonly layers: readonly LayerSeen[]
  readonly networks: readonly NetworkSeen[]
  readonly snapshots: readonly SnapshotSeen[]
}

/**
 * Writes what hosts see: a statement for each kind of thing and all of them in one round trip, however many hosts. Touches only rows that differ.
 */
export const writeReports = async (tx: Tx, seen: readonly HostSeen[]): Promise<void> => {
  const machines = seen.flatMap(({ host, machines }) => machines.map(machine => machineRow(host, machine)))
  const volumes = seen.flatMap(({ host, generation, volumes }) =>
    volumes.map(volume => ({ ...volume, host, generation })),
  )
  const layers = seen.flatMap(({ host, generation, layers }) => layers.map(layer => ({ ...layer, host, generation })))
  const networks = seen.flatMap(({ host, networks }) => networks.map(network => ({ ...network, host })))
  const over = seen.flatMap(({ host, snapshots }) =>
    snapshots.filter(({ state }) => state === 'taken' || state === 'failed').map(snapshot => ({ ...snapshot, host })),
  )
  const gone = (rows: readonly { state: string }[]) => rows.filter(({ state }) => state === 'absent')
  const made = layers.filter(layer => layer.state === 'present' && layer.virtualSizeBytes !== null)
  const standing = layers.filter(layer => layer.state === 'present' && layer.parent !== undefined)
  await together(
    tx,
    takeUp(
      tx,
      seen.map(({ host, generation }) => ({ host, generation })),
    ),
    ...(machines.length > 0 ? [writeMachines(tx, machines), spendMemory(tx, machines)] : []),
    ...(volumes.length > 0 ? [writeVolumes(tx, volumes)] : []),
    ...(gone(volumes).length > 0 ? [removeVolumes(tx, gone(volumes))] : []),
    ...(layers.length > 0 ? [writeCopies(tx, layers)] : []),
    ...(made.length > 0 ? [writeLayers(tx, made)] : []),
    ...(standing.length > 0 ? [endMerges(tx, standing)] : []),
    ...(gone(layers).length > 0 ? [removeCopies(tx, gone(layers))] : []),
    ...(networks.length > 0 ? [writeMeters(tx, networks)] : []),
    ...(over.length > 0
      ? [writePauses(tx, over), endSnapshots(tx, over), ...dropFailed(tx), ...endSuspensions(tx, over)]
      : []),
  )
}

const json = (rows: readonly object[]): string => JSON.stringify(rows)

const machineRow = (host: HostId, machine: MachineSeen) => ({
  host,
  run: machine.run,
  power: machine.power,
  step: machine.step,
  started_at: machine.startedAt,
  end_reason: machine.power === 'ended' ? (machine.end?.reason ?? 'crashed') : null,
  ended_at: machine.power === 'ended' ? (machine.end?.at ?? new Date().toISOString()) : null,
  trouble: machine.end?.trouble ?? machine.trouble,
  agent: machine.agent,
})

/**
 * Which assignments hosts have taken up. One with a higher number than any that was given comes from before the database
 * was restored: the next one is numbered above it, as a host ignores an older one.
 */
const takeUp = (tx: Tx, rows: readonly object[]) =>
  sql`update hosts set taken_up = seen.generation, generation = greatest(hosts.generation, seen.generation),
      assignment_hash = case when hosts.generation < seen.generation then '' else assignment_hash end
    from jsonb_to_recordset(${json(rows)}::jsonb) as seen(host uuid, generation bigint)
    where hosts.id = seen.host and taken_up <> seen.generation`.compile(tx)

/**
 * Power, by run: a late report of a run that is over, or of another host's, changes nothing. When it began is what was said first: its host may say it
 * from its ledger, and later, some milliseconds apart, from the machine itself.
 */
const writeMachines = (tx: Tx, rows: readonly object[]) =>
  sql`update runs set power = seen.power, step = seen.step, started_at = coalesce(runs.started_at, seen.started_at), end_reason = seen.end_reason,
      ended_at = seen.ended_at, trouble = nullif(seen.trouble, 'null'), agent = seen.agent
    from jsonb_to_recordset(${json(rows)}::jsonb) as seen(host uuid, run uuid, power text, step text, started_at timestamptz, end_reason text,
      ended_at timestamptz, trouble jsonb, agent jsonb)
    where runs.id = seen.run and runs.host_id = seen.host and runs.ended_at is null
      and (runs.power, runs.step, runs.started_at, runs.trouble, runs.agent)
        is distinct from (seen.power, seen.step, coalesce(runs.started_at, seen.started_at), nullif(seen.trouble, 'null'), seen.agent)`.compile(
    tx,
  )

/** A machine that has gone on from its memory has spent it: its disks are of another moment now. */
const spendMemory = (tx: Tx, rows: readonly { started_at: string | null }[]) =>
  sql`update vms set memory_layer_id = null from runs, jsonb_to_recordset(${json(rows.filter(row => row.started_at !== null))}::jsonb)
      as seen(host uuid, run uuid)
    where runs.id = seen.run and runs.host_id = seen.host and vms.id = runs.vm_id and vms.memory_layer_id = runs.memory_layer_id`.compile(
    tx,
  )

const writePauses = (tx: Tx, rows: readonly SnapshotSeen[]) =>
  sql`update snapshot_runs set pause_ms = seen."pauseMs", picture = decode(seen.picture, 'base64')
    from jsonb_to_recordset(${json(rows.flatMap(({ snapshot, machines }) => machines.map(one => ({ ...one, snapshot }))))}::jsonb)
      as seen(snapshot uuid, run uuid, "pauseMs" real, picture text)
    where snapshot_runs.snapshot_id = seen.snapshot and snapshot_runs.run_id = seen.run`.compile(tx)

/** Once, whatever a host says later. */
const endSnapshots = (tx: Tx, rows: readonly object[]) =>
  sql`update snapshots set state = seen.state, taken_at = seen."takenAt", trouble = nullif(seen.trouble, 'null')
    from jsonb_to_recordset(${json(rows)}::jsonb) as seen(host uuid, snapshot uuid, state text, "takenAt" timestamptz, trouble jsonb)
    where snapshots.id = seen.snapshot and snapshots.host_id = seen.host and snapshots.state = 'taking'`.compile(tx)

/** One that failed keeps nothing, and nothing goes on from it. */
const dropFailed = (tx: Tx) => [
  sql`update vms set memory_layer_id = null from snapshot_layers kept join snapshots on snapshots.id = kept.snapshot_id
    join layers on layers.id = kept.layer_id and layers.snapshot_id = snapshots.id
    where snapshots.state = 'failed' and vms.memory_layer_id = kept.layer_id`.compile(tx),
  sql`delete from snapshot_layers using snapshots where snapshots.id = snapshot_layers.snapshot_id and snapshots.state = 'failed'`.compile(
    tx,
  ),
]

const writeVolumes = (tx: Tx, rows: readonly object[]) =>
  sql`update volumes set state = seen.state, stored_bytes = seen."storedBytes", trouble = nullif(seen.trouble, 'null')
    from jsonb_to_recordset(${json(rows)}::jsonb) as seen(host uuid, volume uuid, state text, "storedBytes" bigint, trouble jsonb)
    where volumes.id = seen.volume and volumes.host_id = seen.host
      and (volumes.state, volumes.stored_bytes, volumes.trouble) is distinct from (seen.state, seen."storedBytes", nullif(seen.trouble, 'null'))`.compile(
    tx,
  )

/** Those gone that their host was told to remove in an assignment that it has taken up. */
const removeVolumes = (tx: Tx, rows: readonly object[]) =>
  sql`delete from volumes using jsonb_to_recordset(${json(rows)}::jsonb) as seen(host uuid, volume uuid, generation bigint)
    where volumes.id = seen.volume and volumes.host_id = seen.host and want = 'absent' and absent_generation <= seen.generation`.compile(
    tx,
  )

/** How far layers are. */
const writeCopies = (tx: Tx, rows: readonly object[]) =>
  sql`update layer_copies set state = seen.state, progress = seen.progress, step = seen.step, stored_bytes = seen."storedBytes",
      trouble = nullif(seen.trouble, 'null')
    from jsonb_to_recordset(${json(rows)}::jsonb) as seen(host uuid, layer uuid, state text, progress real, step text, "storedBytes" bigint, trouble jsonb)
    where layer_copies.layer_id = seen.layer and layer_copies.host_id = seen.host
      and (layer_copies.state, layer_copies.progress, layer_copies.step, layer_copies.stored_bytes, layer_copies.trouble)
        is distinct from (seen.state, seen.progress, seen.step, seen."storedBytes", nullif(seen.trouble, 'null'))`.compile(
    tx,
  )

/** What layers turned out to be. */
const writeLayers = (tx: Tx, rows: readonly object[]) =>
  sql`update layers set virtual_size_bytes = seen."virtualSizeBytes", checksum = coalesce(layers.checksum, seen.checksum),
      compatibility = coalesce(layers.compatibility, nullif(seen.compatibility, 'null'))
    from jsonb_to_recordset(${json(rows)}::jsonb) as seen(layer uuid, "virtualSizeBytes" bigint, checksum text, compatibility jsonb)
    where layers.id = seen.layer and (layers.virtual_size_bytes is distinct from seen."virtualSizeBytes"
      or (layers.compatibility is null and nullif(seen.compatibility, 'null') is not null))`.compile(tx)

/** A layer that lies on what it was to be put on has taken up what was between. */
const endMerges = (tx: Tx, rows: readonly object[]) =>
  sql`update layers set parent_id = merge_onto, merging = false, merge_onto = null
    from jsonb_to_recordset(${json(rows)}::jsonb) as seen(layer uuid, parent uuid)
    where layers.id = seen.layer and merging and seen.parent is not distinct from merge_onto`.compile(tx)

const removeCopies = (tx: Tx, rows: readonly object[]) =>
  sql`delete from layer_copies using jsonb_to_recordset(${json(rows)}::jsonb) as seen(host uuid, layer uuid, generation bigint)
    where layer_copies.layer_id = seen.layer and layer_copies.host_id = seen.host and want = 'absent' and absent_generation <= seen.generation`.compile(
    tx,
  )

/** What networks have carried: a trigger writes the difference into the usage ledger, so that the same figures again change nothing. */
const writeMeters = (tx: Tx, rows: readonly object[]) =>
  sql`insert into network_meters as meters (network_id, tenant_id, lab_id, host_id, bytes_in, bytes_out)
    select networks.id, networks.tenant_id, networks.lab_id, seen.host, seen."bytesIn", seen."bytesOut"
    from jsonb_to_recordset(${json(rows)}::jsonb) as seen(host uuid, network uuid, "bytesIn" bigint, "bytesOut" bigint)
      join networks on networks.id = seen.network
    where seen."bytesIn" + seen."bytesOut" > 0 or exists (select 1 from network_meters where network_id = networks.id)
    on conflict (network_id) do update set host_id = excluded.host_id, bytes_in = excluded.bytes_in, bytes_out = excluded.bytes_out
      where (meters.host_id, meters.bytes_in, meters.bytes_out) is distinct from (excluded.host_id, excluded.bytes_in, excluded.bytes_out)`.compile(
    tx,
  )
