import {
  type Caller,
  type DiskId,
  type InterfaceId,
  type LabId,
  type NetworkId,
  type Permission,
  Problem,
  projectsWhere,
  type VmId,
} from '@paddock/model'
import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Tx } from './database.ts'
import { type Granted, grant } from './grant.ts'
import { demand, type LabRow, labs } from './lab.ts'
import type { Schema } from './schema.gen.ts'

export type VmRow = Selectable<Schema['vms']>
export type DiskRow = Selectable<Schema['disks']>
export type NetworkRow = Selectable<Schema['networks']>
export type InterfaceRow = Selectable<Schema['interfaces']>

type Part = { vms: VmRow; disks: DiskRow; networks: NetworkRow; interfaces: InterfaceRow }
const words = { vms: 'machine', disks: 'disk', networks: 'network', interfaces: 'interface' } as const

/** A part of a lab together with that lab, which is locked when the part is to be changed. */
export type InLab<Row> = Row & { readonly lab: LabRow }

/**
 * One part of a lab, for this caller and this action.
 *
 * A part is its lab's: whoever may do so with the lab may with the part. Changes lock the lab, in every verb first, so
 * that two of them never wait for each other.
 *
 * @throws Problem `not-found`, `not-allowed` as `labs.one`
 */
async function part<Table extends keyof Part, Action extends Permission>(
  tx: Tx,
  caller: Caller,
  table: Table,
  id: string,
  action: Action,
  options: { lock?: boolean },
): Promise<Granted<Action, InLab<Part[Table]>>> {
  const missing = new Problem('not-found', `There is no such ${words[table]}, or you may not see it.`)
  const projects = projectsWhere(caller, 'lab.view')
  if (caller.tenant === null || projects.length === 0) throw missing
  const load = () =>
    sql<Part[Table]>`select * from ${sql.table(table)} where id = ${id} and tenant_id = ${caller.tenant}`.execute(tx)
  const seen = (await load()).rows[0]
  if (!seen) throw missing
  const lab = await labs.one(tx, caller, seen.lab_id, 'lab.view', options).catch(() => {
    throw missing
  })
  demand(caller, lab.project_id, action)
  // Read again behind the lock: what another change did meanwhile counts.
  const row = options.lock ? (await load()).rows[0] : seen
  if (!row) throw missing
  return grant(action, { ...row, lab })
}

export const vms = {
  one: <Action extends Permission>(
    tx: Tx,
    caller: Caller,
    id: VmId,
    action: Action,
    options: { lock?: boolean } = {},
  ) => part(tx, caller, 'vms', id, action, options),
  /** The machines of a lab that nobody has asked to be deleted; none of one that is in the trash. */
  async kept(tx: Tx, lab: LabId): Promise<ReadonlySet<VmId>> {
    const rows = await tx
      .selectFrom('vms')
      .innerJoin('labs', 'labs.id', 'vms.lab_id')
      .select('vms.id')
      .where('vms.lab_id', '=', lab)
      .where('vms.intent', '<>', 'deleted')
      .where('labs.intent', '<>', 'deleted')
      .where('labs.trash_id', 'is', null)
      .execute()
    return new Set(rows.map(({ id }) => id))
  },
  async insert(tx: Tx, rows: Insertable<Schema['vms']>[]): Promise<void> {
    if (rows.length > 0) await tx.insertInto('vms').values(rows).execute()
  },
  async update(tx: Tx, vm: Granted<'lab.edit', VmRow>, change: Updateable<Schema['vms']>): Promise<void> {
    await tx
      .updateTable('vms')
      .set({ ...change, revision: vm.revision + 1 })
      .where('id', '=', vm.id)
      .execute()
  },
}

export const networks = {
  one: <Action extends Permission>(
    tx: Tx,
    caller: Caller,
    id: NetworkId,
    action: Action,
    options: { lock?: boolean } = {},
  ) => part(tx, caller, 'networks', id, action, options),
  async insert(tx: Tx, rows: Insertable<Schema['networks']>[]): Promise<void> {
    if (rows.length > 0) await tx.insertInto('networks').values(rows).execute()
  },
  async update(
    tx: Tx,
    network: Granted<'lab.edit', NetworkRow>,
    change: Updateable<Schema['networks']>,
  ): Promise<void> {
    await tx
      .updateTable('networks')
      .set({ ...change, revision: network.revision + 1 })
      .where('id', '=', network.id)
      .execute()
  },
  async remove(tx: Tx, network: Granted<'lab.edit', NetworkRow>): Promise<void> {
    await tx.deleteFrom('networks').where('id', '=', network.id).execute()
  },
}

export const interfaces = {
  one: <Action extends Permission>(
    tx: Tx,
    caller: Caller,
    id: InterfaceId,
    action: Action,
    options: { lock?: boolean } = {},
  ) => part(tx, caller, 'interfaces', id, action, options),
  async insert(tx: Tx, rows: Insertable<Schema['interfaces']>[]): Promise<void> {
    if (rows.length > 0) await tx.insertInto('interfaces').values(rows).execute()
  },
  async update(
    tx: Tx,
    port: Granted<'lab.edit', InterfaceRow>,
    change: Updateable<Schema['interfaces']>,
  ): Promise<void> {
    await tx
      .updateTable('interfaces')
      .set({ ...change, revision: port.revision + 1 })
      .where('id', '=', port.id)
      .execute()
  },
  async remove(tx: Tx, port: Granted<'lab.edit', InterfaceRow>): Promise<void> {
    await tx.deleteFrom('interfaces').where('id', '=', port.id).execute()
  },
}

export const disks = {
  one: <Action extends Permission>(
    tx: Tx,
    caller: Caller,
    id: DiskId,
    action: Action,
    options: { lock?: boolean } = {},
  ) => part(tx, caller, 'disks', id, action, options),
  async insert(tx: Tx, rows: Insertable<Schema['disks']>[]): Promise<void> {
    if (rows.length > 0) await tx.insertInto('disks').values(rows).execute()
  },
}
