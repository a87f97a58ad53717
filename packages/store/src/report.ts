import type { EndReason, HostId, LayerId, RunId, RunPower, VolumeId } from '@paddock/model'
import { sql } from 'kysely'
import type { Tx } from './database.ts'
import type { StoredAgent, StoredTrouble } from './json.ts'

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
  readonly state: 'making' | 'present' | 'absent' | 'failed'
  readonly progress: number
  readonly step: string
  readonly storedBytes: number
  readonly virtualSizeBytes: number | null
  readonly checksum: string | null
  readonly trouble: StoredTrouble | null
}

/** Writes what hosts see. Each takes a whole list in one statement, and touches only rows that differ. */
export const reports = {
  /**
   * Which assignment a host has taken up. One with a higher number than any that was given comes from before the database
   * was restored: the next one is numbered above it, as a host ignores an older one.
   */
  async takeUp(tx: Tx, host: HostId, generation: number): Promise<void> {
    await sql`update hosts set taken_up = ${generation}, generation = greatest(generation, ${generation}),
        assignment_hash = case when generation < ${generation} then '' else assignment_hash end
      where id = ${host} and taken_up <> ${generation}`.execute(tx)
  },

  /** Power, by run: a late report of a run that is over, or of another host's, changes nothing. */
  async machines(tx: Tx, host: HostId, seen: readonly MachineSeen[]): Promise<void> {
    if (seen.length === 0) return
    const rows = seen.map(machine => ({
      run: machine.run,
      power: machine.power,
      step: machine.step,
      started_at: machine.startedAt,
      end_reason: machine.power === 'ended' ? (machine.end?.reason ?? 'crashed') : null,
      ended_at: machine.power === 'ended' ? (machine.end?.at ?? new Date().toISOString()) : null,
      trouble: machine.end?.trouble ?? machine.trouble,
      agent: machine.agent,
    }))
    await sql`update runs set power = seen.power, step = seen.step, started_at = seen.started_at, end_reason = seen.end_reason,
        ended_at = seen.ended_at, trouble = nullif(seen.trouble, 'null'), agent = seen.agent
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as seen(run uuid, power text, step text, started_at timestamptz, end_reason text,
        ended_at timestamptz, trouble jsonb, agent jsonb)
      where runs.id = seen.run and runs.host_id = ${host} and runs.ended_at is null
        and (runs.power, runs.step, runs.started_at, runs.trouble, runs.agent)
          is distinct from (seen.power, seen.step, seen.started_at, nullif(seen.trouble, 'null'), seen.agent)`.execute(
      tx,
    )
  },

  /** What volumes are like, and those gone that the host was told to remove in an assignment that it has taken up. */
  async volumes(tx: Tx, host: HostId, generation: number, seen: readonly VolumeSeen[]): Promise<void> {
    if (seen.length === 0) return
    await sql`update volumes set state = seen.state, stored_bytes = seen."storedBytes", trouble = nullif(seen.trouble, 'null')
      from jsonb_to_recordset(${JSON.stringify(seen)}::jsonb) as seen(volume uuid, state text, "storedBytes" bigint, trouble jsonb)
      where volumes.id = seen.volume and volumes.host_id = ${host}
        and (volumes.state, volumes.stored_bytes, volumes.trouble) is distinct from (seen.state, seen."storedBytes", nullif(seen.trouble, 'null'))`.execute(
      tx,
    )
    const absent = seen.filter(volume => volume.state === 'absent').map(volume => volume.volume)
    if (absent.length === 0) return
    await tx
      .deleteFrom('volumes')
      .where('id', 'in', absent)
      .where('host_id', '=', host)
      .where('want', '=', 'absent')
      .where('absent_generation', '<=', generation)
      .execute()
  },

  /** How far layers are, what they turned out to be, and those gone that were to go. */
  async layers(tx: Tx, host: HostId, generation: number, seen: readonly LayerSeen[]): Promise<void> {
    if (seen.length === 0) return
    const given = JSON.stringify(seen)
    await sql`update layer_copies set state = seen.state, progress = seen.progress, step = seen.step, stored_bytes = seen."storedBytes",
        trouble = nullif(seen.trouble, 'null')
      from jsonb_to_recordset(${given}::jsonb) as seen(layer uuid, state text, progress real, step text, "storedBytes" bigint, trouble jsonb)
      where layer_copies.layer_id = seen.layer and layer_copies.host_id = ${host}
        and (layer_copies.state, layer_copies.progress, layer_copies.step, layer_copies.stored_bytes, layer_copies.trouble)
          is distinct from (seen.state, seen.progress, seen.step, seen."storedBytes", nullif(seen.trouble, 'null'))`.execute(
      tx,
    )
    await sql`update layers set virtual_size_bytes = seen."virtualSizeBytes", checksum = coalesce(layers.checksum, seen.checksum)
      from jsonb_to_recordset(${given}::jsonb) as seen(layer uuid, state text, "virtualSizeBytes" bigint, checksum text)
      where layers.id = seen.layer and seen.state = 'present' and seen."virtualSizeBytes" is not null
        and layers.virtual_size_bytes is distinct from seen."virtualSizeBytes"`.execute(tx)
    const absent = seen.filter(layer => layer.state === 'absent').map(layer => layer.layer)
    if (absent.length === 0) return
    await tx
      .deleteFrom('layer_copies')
      .where('layer_id', 'in', absent)
      .where('host_id', '=', host)
      .where('want', '=', 'absent')
      .where('absent_generation', '<=', generation)
      .execute()
  },
}
