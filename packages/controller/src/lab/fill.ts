import { disks, interfaces, networks, type Tx, vms, volumes } from '@paddock/store'
import type { LabRows } from './instantiate.ts'

/** Writes the rows of {@link instantiate}, or of a copy, in the order in which they refer to each other. */
export async function fillLab(tx: Tx, rows: LabRows): Promise<void> {
  await networks.insert(tx, rows.networks)
  await vms.insert(tx, rows.vms)
  await volumes.insert(tx, rows.volumes)
  await disks.insert(tx, rows.disks)
  await interfaces.insert(tx, rows.interfaces)
}
