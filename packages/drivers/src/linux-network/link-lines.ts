import type { FenceWanted } from '@paddock/host-api'
import type { Link } from '@paddock/linux'
import { cidrRange } from '@paddock/model'
import type { PluggedTap } from './lab-rules.ts'
import { bridgeName, exitInside, gatewayMac, type LabNames } from './names.ts'

/**
 * The lines of `ip` that take a lab's namespace from what is seen in it to what is wanted. None: it is as it should be.
 *
 * Pure. What is as wanted is not touched, so nothing drops a frame because something else changed. Bridges come before taps, and a tap goes up last of all.
 */
export function linkLines(
  fence: FenceWanted,
  names: LabNames,
  { links, taps }: { links: readonly Link[]; taps: readonly PluggedTap[] },
): string[] {
  const seen = new Map(links.map(link => [link.name, link]))
  const lines: string[] = []
  const addressed = (name: string, address: string): void => {
    const has = seen.get(name)?.addresses ?? []
    for (const old of has) if (old !== address) lines.push(`address delete ${old} dev ${name}`)
    if (!has.includes(address)) lines.push(`address add ${address} dev ${name}`)
  }
  const up = (name: string): void => {
    if (!seen.get(name)?.up) lines.push(`link set ${name} up`)
  }

  // The namespace's own lo goes up last of the way out, so that it tells whether all of that was done.
  const exitAddress = `${names.labAddress}/31`
  const exit = seen.get(exitInside)
  if (!seen.get('lo')?.up || !exit?.up || !exit.addresses.includes(exitAddress)) {
    addressed(exitInside, exitAddress)
    lines.push(
      `link set ${exitInside} up`,
      `route replace default via ${names.hostAddress} dev ${exitInside}`,
      'link set lo up',
    )
  }

  const bridges = new Set(fence.networks.map(network => bridgeName(network.network)))
  for (const link of links)
    if (link.name.startsWith('br') && link.alias === null && !bridges.has(link.name)) {
      for (const tap of links) if (tap.bridge === link.name) lines.push(`link set ${tap.name} down`)
      lines.push(`link delete ${link.name}`)
    }
  for (const network of fence.networks) {
    const name = bridgeName(network.network)
    const mac = gatewayMac(network.gateway)
    const bridge = seen.get(name)
    if (!bridge)
      lines.push(
        `link add ${name} address ${mac} type bridge stp_state 0 forward_delay 0 mcast_snooping 0 no_linklocal_learn 1`,
      )
    else if (bridge.mac !== mac) lines.push(`link set ${name} address ${mac}`)
    addressed(name, `${network.gateway}/${cidrRange(network.cidr).prefixLength}`)
    up(name)
  }

  const wanted = new Set(taps.map(tap => tap.name))
  for (const link of links)
    if (link.alias !== null && !wanted.has(link.name) && (link.bridge !== null || link.up))
      lines.push(`link set ${link.name} down`, `link set ${link.name} nomaster`)
  for (const tap of taps) lines.push(...tapLines(fence, tap, seen.get(tap.name)))
  return lines
}

/** The lines that take one tap from what is seen of it to its port's bridge, and up; a pulled cable is on no bridge and down. */
export function tapLines(fence: FenceWanted, tap: PluggedTap, seen: Link | undefined): string[] {
  const port = fence.ports.find(one => one.interface === tap.interface)
  const there = port?.connected && fence.networks.some(network => network.network === port.network)
  const bridge = port && there ? bridgeName(port.network) : null
  if (bridge === null)
    return [
      ...(seen?.up ? [`link set ${tap.name} down`] : []),
      ...(seen && seen.bridge !== null ? [`link set ${tap.name} nomaster`] : []),
    ]
  return [
    ...(seen?.bridge === bridge ? [] : [`link set ${tap.name} master ${bridge}`]),
    ...(seen?.up ? [] : [`link set ${tap.name} up`]),
  ]
}
