import type { QuotaResource } from '@paddock/model'
import { bytes, memory } from '../text/quantity.ts'

/** What each resource is called above its bar. */
export const resourceNames: Readonly<Record<QuotaResource, string>> = {
  labs: 'Labs',
  vms: 'Machines',
  networks: 'Networks',
  storageBytes: 'Disks',
  runningLabs: 'Running labs',
  runningVms: 'Running machines',
  runningVcpus: 'Running vCPUs',
  runningMemoryMiB: 'Running memory',
}

/** An amount of a resource, in its unit. */
export function amount(resource: QuotaResource, value: number): string {
  if (resource === 'storageBytes') return bytes(value)
  if (resource === 'runningMemoryMiB') return memory(value)
  return value.toLocaleString('en')
}
