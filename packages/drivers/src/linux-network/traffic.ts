import type { TrafficResult } from '@paddock/host-api'
import type { LinkBytes } from '@paddock/linux'
import type { InterfaceId } from '@paddock/model'
import { exitInside } from './names.ts'

/**
 * What a lab's ports and its way out have carried, from the interfaces of its namespace.
 *
 * A tap is known by its alias, and counts the other way round than its machine: what the kernel receives on it, the machine has sent. Of two taps of one
 * port, the one of the newer run comes later.
 */
export function trafficOf(links: readonly LinkBytes[]): TrafficResult {
  const ports = new Map(
    links.flatMap(link =>
      link.alias === null
        ? []
        : [
            [
              link.alias as InterfaceId,
              { interface: link.alias as InterfaceId, bytesReceived: link.bytesSent, bytesSent: link.bytesReceived },
            ] as const,
          ],
    ),
  )
  const exit = links.find(link => link.name === exitInside)
  return {
    ports: [...ports.values()],
    wayOut: exit ? { bytesReceived: exit.bytesReceived, bytesSent: exit.bytesSent } : null,
  }
}
