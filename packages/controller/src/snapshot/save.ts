import { type Caller, type LabSpec, Problem } from '@paddock/model'
import {
  type Granted,
  type SnapshotRow,
  type StoredSnapshot,
  type TemplateRow,
  type Tx,
  templates,
} from '@paddock/store'
import type { Needs } from '../needs.ts'

/** Saves a snapshot as a template. The layers are shared, so nothing is copied. @throws Problem `not-ready`, `not-now`, `name-taken` */
export async function saveSnapshot(
  { newId, clock }: Needs,
  tx: Tx,
  {
    caller,
    snapshot,
    name,
    description,
  }: { caller: Caller; snapshot: Granted<'template.create', SnapshotRow>; name: string; description: string },
): Promise<TemplateRow> {
  demandTaken(snapshot)
  return templates.insert(tx, caller, {
    id: newId<'template'>(),
    tenant_id: caller.tenant,
    created_at: clock(),
    name,
    description,
    spec: specOf(snapshot.content),
    snapshot: snapshot.id,
  })
}

/** @throws Problem `not-ready` while it is being taken, `not-now` when it was not */
export function demandTaken({ name, state }: Pick<SnapshotRow, 'name' | 'state'>): void {
  if (state === 'taking') throw new Problem('not-ready', `${name} is being taken. Save it when it is.`)
  if (state === 'failed') throw new Problem('not-now', `${name} was not taken: nothing is in it.`)
}

/** A content as a document. Pure. */
export function specOf({ networks, vms }: StoredSnapshot): LabSpec {
  const nameOf = new Map(networks.map(network => [network.id, network.name]))
  return {
    networks: networks.map(({ id: _, ...network }) => network),
    vms: vms.map(({ id: _, cdAsset, createdAt: _created, ran: _ran, disks, interfaces, ...vm }) => ({
      ...vm,
      cd: cdAsset,
      disks: disks
        .toSorted((a, b) => a.position - b.position)
        .map(({ name, layer, sizeBytes }) => ({
          name,
          source: layer === null ? { kind: 'blank' as const } : { kind: 'layer' as const, layer },
          sizeBytes,
        })),
      interfaces: interfaces
        .toSorted((a, b) => a.position - b.position)
        .map(({ network, mac, address }) => ({ network: nameOf.get(network) ?? '', mac, address })),
    })),
  }
}
