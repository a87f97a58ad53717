import type { LabTraffic } from '@paddock/api'
import type { HostId, LabId } from '@paddock/model'
import { type Granted, type LabRow, labOutlines, type Tx } from '@paddock/store'
import type { HostRegistry } from '../hosts/registry.ts'
import type { Needs } from '../needs.ts'

/** The host on which the lab's machines live now; null when none does. A lab lives on one host. */
export async function hostOfLab(tx: Tx, lab: Granted<'lab.view', LabRow>): Promise<HostId | null> {
  const [outline] = await labOutlines(tx, [lab.id])
  return outline?.vms.find(vm => vm.host_id !== null && vm.power !== 'ended')?.host_id ?? null
}

/** What the lab's ports have carried, asked of its host. @throws Problem `host-unreachable` */
export async function readTraffic(
  { clock, hosts }: Pick<Needs, 'clock'> & { hosts: HostRegistry },
  host: HostId | null,
  lab: LabId,
): Promise<LabTraffic> {
  const seen = host === null ? { ports: [], wayOut: null } : await hosts.of(host).call({ method: 'traffic', lab })
  return {
    at: clock().toISOString(),
    interfaces: seen.ports.map(({ interface: interfaceId, ...bytes }) => ({ interfaceId, ...bytes })),
    wayOut: seen.wayOut,
  }
}
