import type { MachineWanted } from '@paddock/host-api'
import { isoImage } from './iso.ts'

/**
 * The disc from which cloud-init (and cloudbase-init) takes a machine's name and user data.
 *
 * Its label makes it found without being told of. Source: cloud-init reference, "NoCloud", `cidata`. Without a network configuration
 * the guest asks every interface for DHCP, which is what the lab's networks answer.
 */
export function seedImage({ instanceId, hostname, userData }: MachineWanted['seed']): Buffer {
  // JSON is YAML, and quotes whatever is in a name.
  const metaData = JSON.stringify({ 'instance-id': instanceId, 'local-hostname': hostname })
  return isoImage(
    'cidata',
    new Map([
      ['meta-data', Buffer.from(`${metaData}\n`)],
      ['user-data', Buffer.from(userData === '' ? '#cloud-config\n{}\n' : userData)],
    ]),
  )
}
