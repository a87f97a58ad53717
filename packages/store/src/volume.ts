import type { DiskId, HostId, LabId, LayerId, VmId, VolumeId } from '@paddock/model'
import { type Insertable, sql } from 'kysely'
import type { Tx } from './database.ts'
import type { Granted } from './grant.ts'
import type { LabRow } from './lab.ts'
import type { Schema } from './schema.gen.ts'
import type { DiskRow } from './vm.ts'

export const volumes = {
  async insert(tx: Tx, rows: Insertable<Schema['volumes']>[]): Promise<void> {
    if (rows.length > 0) await tx.insertInto('volumes').values(rows).execute()
  },

  /** Grows the volume of a disk; a smaller size than it has changes nothing. */
  async grow(tx: Tx, disk: Granted<'lab.edit', DiskRow>, sizeBytes: number): Promise<void> {
    await tx
      .updateTable('volumes')
      .set({ size_bytes: sql`greatest(size_bytes, ${sizeBytes})` })
      .where('id', '=', disk.volume_id)
      .execute()
  },

  /** Takes a disk from its machine and its data from the host. */
  async discardDisk(tx: Tx, disk: Granted<'lab.edit', DiskRow>): Promise<void> {
    await tx.deleteFrom('disks').where('id', '=', disk.id).execute()
    await tx.updateTable('volumes').set({ want: 'absent' }).where('id', '=', disk.volume_id).execute()
  },

  /** Gives up the data of machines that are being deleted. */
  async discardOfVms(tx: Tx, vms: readonly VmId[]): Promise<void> {
    if (vms.length === 0) return
    await tx
      .updateTable('volumes')
      .set({ want: 'absent' })
      .where(
        'id',
        'in',
        tx
          .selectFrom('disks')
          .select('volume_id')
          .where('vm_id', 'in', [...vms]),
      )
      .execute()
    await tx
      .deleteFrom('disks')
      .where('vm_id', 'in', [...vms])
      .execute()
  },

  /**
   * Makes each volume of a lab, or of some of its machines, a layer, with a new top for its own disk, so that others can stand on it.
   *
   * A volume that its host has not made yet holds nothing of its own: copies stand on its parent, and it stays as it is.
   *
   * @returns for every disk, on what a copy of it stands, how large it is, and where.
   */
  async seal(
    tx: Tx,
    lab: Granted<'lab.create' | 'lab.snapshot', LabRow>,
    newVolume: () => VolumeId,
    which: readonly VmId[] | 'all' = 'all',
  ): Promise<Map<DiskId, { parent: LayerId | null; sizeBytes: number; host: HostId | null }>> {
    let query = tx
      .selectFrom('disks')
      .innerJoin('volumes', 'volumes.id', 'disks.volume_id')
      .select([
        'disks.id as disk',
        'volumes.id',
        'volumes.parent_id',
        'volumes.size_bytes',
        'volumes.host_id',
        'volumes.state',
      ])
      .where('disks.lab_id', '=', lab.id)
      .forUpdate('volumes')
    if (which !== 'all') query = query.where('disks.vm_id', 'in', [...which])
    const rows = await query.execute()
    const bases = new Map<DiskId, { parent: LayerId | null; sizeBytes: number; host: HostId | null }>()
    for (const row of rows) {
      const sealed = row.host_id !== null && row.state === 'present'
      bases.set(row.disk, {
        parent: sealed ? (row.id as string as LayerId) : row.parent_id,
        sizeBytes: row.size_bytes,
        host: row.host_id,
      })
    }
    const sealed = rows.flatMap(row =>
      row.host_id !== null && row.state === 'present'
        ? [{ ...row, host_id: row.host_id, layer: row.id as string as LayerId, top: newVolume() }]
        : [],
    )
    if (sealed.length === 0) return bases
    await tx
      .insertInto('layers')
      .values(
        sealed.map(row => ({
          id: row.layer,
          tenant_id: lab.tenant_id,
          kind: 'disk',
          format: 'qcow2',
          parent_id: row.parent_id,
          virtual_size_bytes: row.size_bytes,
        })),
      )
      .execute()
    await tx
      .insertInto('layer_copies')
      .values(sealed.map(row => ({ layer_id: row.layer, host_id: row.host_id })))
      .execute()
    await tx
      .insertInto('volumes')
      .values(
        sealed.map(row => ({
          id: row.top,
          tenant_id: lab.tenant_id,
          lab_id: lab.id,
          parent_id: row.layer,
          size_bytes: row.size_bytes,
          host_id: row.host_id,
        })),
      )
      .execute()
    await sql`update disks set volume_id = moved.top from (select unnest(${sealed.map(row => row.disk)}::uuid[]) as disk,
      unnest(${sealed.map(row => row.top)}::uuid[]) as top) moved where disks.id = moved.disk`.execute(tx)
    await tx
      .deleteFrom('volumes')
      .where(
        'id',
        'in',
        sealed.map(row => row.id),
      )
      .execute()
    return bases
  },

  /** The host that holds a lab's disks or runs its machines; null when it was never placed. */
  async hostOfLab(tx: Tx, lab: LabId): Promise<HostId | null> {
    const found = await sql<{
      host_id: HostId
    }>`select host_id from volumes where lab_id = ${lab} and host_id is not null
      union all select host_id from runs where lab_id = ${lab} and host_id is not null and ended_at is null limit 1`.execute(
      tx,
    )
    return found.rows[0]?.host_id ?? null
  },

  /** Gives up everything that a lab holds on its host. */
  async discardOfLab(tx: Tx, lab: LabId): Promise<void> {
    await tx.deleteFrom('disks').where('lab_id', '=', lab).execute()
    await tx.updateTable('volumes').set({ want: 'absent' }).where('lab_id', '=', lab).execute()
  },
}
