import type { FenceWanted, NetworkWanted } from '@paddock/host-api'
import { cidrRange, dnsLabel, domainName, numberToIpv4 } from '@paddock/model'
import { bridgeName, networkKey } from './names.ts'

/** How long a lease lasts. Short, because a machine whose address was changed takes up the new one when it renews, after half of it. */
const leaseMinutes = 10

/**
 * The configuration of a network's dnsmasq, or null where neither DHCP nor DNS is on.
 *
 * DHCP serves only the interfaces of the lab, each with its own address; a machine that is not in the lab's list gets nothing. A router is named only where the
 * network leads out, so that a machine on several networks has one default route. DNS knows every machine of the lab: by its address on this network if it
 * has one here, else by its others. Questions about other names go to `resolvers` where the network leads out, and are refused elsewhere.
 */
export function serviceConfig(
  fence: FenceWanted,
  network: NetworkWanted,
  { resolvers, user }: { resolvers: readonly string[]; user: string },
): string | null {
  if (!network.dhcp && !network.dns) return null
  const here = fence.ports.filter(port => port.network === network.network)
  const domain = domainName.parse(network.domain)
  const lines = [
    `user=${user}`,
    `interface=${bridgeName(network.network)}`,
    'except-interface=lo',
    'bind-interfaces',
    'no-hosts',
    'no-resolv',
    'no-poll',
    'leasefile-ro',
    `domain=${domain}`,
  ]
  if (network.dns) {
    lines.push('domain-needed', 'bogus-priv')
    for (const own of new Set(fence.networks.map(one => domainName.parse(one.domain)))) lines.push(`local=/${own}/`)
    lines.push(...hostRecords(fence, network))
    if (network.nat) lines.push(...resolvers.map(address => `server=${address}`))
  } else lines.push('port=0')
  if (network.dhcp) {
    const { first, prefixLength } = cidrRange(network.cidr)
    const mask = numberToIpv4((0xffffffff << (32 - prefixLength)) >>> 0)
    lines.push(
      'dhcp-authoritative',
      'dhcp-ignore-names',
      'quiet-dhcp',
      'no-ping',
      `dhcp-range=${numberToIpv4(first)},static,${mask},${leaseMinutes}m`,
      // An option without a value is one that is not sent at all: dnsmasq(8), "--dhcp-option".
      `dhcp-option=option:router${network.nat ? `,${network.gateway}` : ''}`,
      `dhcp-option=option:dns-server${network.dns ? `,${network.gateway}` : ''}`,
      ...here.map(port => `dhcp-host=${port.mac},${port.address},${dnsLabel.parse(port.name)}`),
    )
  }
  return `${lines.join('\n')}\n`
}

function hostRecords(fence: FenceWanted, network: NetworkWanted): string[] {
  const domains = new Map(fence.networks.map(one => [one.network, one.domain]))
  const here = fence.ports.filter(port => port.network === network.network)
  const namesHere = new Set(here.map(port => port.name))
  const elsewhere = fence.ports.filter(port => port.network !== network.network && !namesHere.has(port.name))
  return [...here, ...elsewhere].flatMap(port => {
    const domain = domains.get(port.network)
    const name = dnsLabel.parse(port.name)
    return domain === undefined ? [] : [`host-record=${name},${name}.${domain},${port.address}`]
  })
}

/** Configurations by the key of their networks, for every network that has a service. */
export function serviceConfigs(
  fence: FenceWanted,
  given: { resolvers: readonly string[]; user: string },
): ReadonlyMap<string, string> {
  return new Map(
    fence.networks.flatMap(network => {
      const config = serviceConfig(fence, network, given)
      return config === null ? [] : [[networkKey(network.network), config] as const]
    }),
  )
}
