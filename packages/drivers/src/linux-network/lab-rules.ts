import type { FenceWanted } from '@paddock/host-api'
import type { InterfaceId, NetworkId } from '@paddock/model'
import { bridgeName, exitInside, networkKey } from './names.ts'

/** A tap and the port that it stands for. */
export interface PluggedTap {
  readonly interface: InterfaceId
  readonly name: string
}

/** What the rules of one lab are about: the elements of each set and map, written as nft writes them, keys of maps before a colon. */
export type LabElements = ReadonlyMap<string, readonly string[]>

export const sentCounter = (network: NetworkId): string => `sent-${networkKey(network)}`
export const receivedCounter = (network: NetworkId): string => `received-${networkKey(network)}`

/** The table, of each family, that holds a lab's rules in its namespace. */
export const labTable = 'paddock'

const link = `bridge ${labTable}`
const routed = `inet ${labTable}`

/**
 * Who is on the ports and what each network offers, for the rules that {@link labRules} writes.
 *
 * A tap that is no port of the fence, or whose cable is pulled, is in none of the sets. Interfaces are named before they exist.
 */
export function labElements(
  fence: FenceWanted,
  taps: readonly PluggedTap[],
  denied: readonly string[],
): Map<string, readonly string[]> {
  const networks = new Set(fence.networks.map(network => network.network))
  const ports = taps.flatMap(tap => {
    if (!/^[A-Za-z0-9_.-]{1,15}$/.test(tap.name)) throw new Error(`A tap can't be called ${JSON.stringify(tap.name)}.`)
    const port = fence.ports.find(one => one.interface === tap.interface)
    return port?.connected && networks.has(port.network) ? [{ ...port, tap: `"${tap.name}"` }] : []
  })
  const offering = (which: 'dhcp' | 'dns' | 'nat'): string[] =>
    fence.networks.filter(network => network[which]).map(network => `"${bridgeName(network.network)}"`)
  return new Map([
    [`${link} macs`, ports.map(port => `${port.tap} . ${port.mac}`)],
    [`${link} addresses`, ports.map(port => `${port.tap} . ${port.mac} . ${port.address}`)],
    [`${link} askers`, ports.map(port => `${port.tap} . 0x${port.mac.replaceAll(':', '')}`)],
    [`${link} sent`, ports.map(port => `${port.tap} : "${sentCounter(port.network)}"`)],
    [`${link} received`, ports.map(port => `${port.tap} : "${receivedCounter(port.network)}"`)],
    [`${routed} gateways`, fence.networks.map(network => `"${bridgeName(network.network)}" . ${network.gateway}`)],
    [`${routed} dhcp`, offering('dhcp')],
    [`${routed} dns`, offering('dns')],
    [`${routed} nat`, offering('nat')],
    [`${routed} denied`, denied],
  ])
}

const adding = (set: string, elements: readonly string[]): string =>
  elements.length === 0 ? '' : `add element ${set} { ${elements.join(', ')} }\n`
const removing = (set: string, elements: readonly string[]): string =>
  elements.length === 0 ? '' : `delete element ${set} { ${elements.join(', ')} }\n`

const addCounters = (networks: readonly NetworkId[]): string =>
  networks
    .flatMap(network => [sentCounter(network), receivedCounter(network)])
    .map(name => `add counter ${link} ${name}\n`)
    .join('')
const deleteCounters = (networks: readonly NetworkId[]): string =>
  addCounters(networks) + addCounters(networks).replaceAll('add counter', 'delete counter')

/**
 * Every rule of a lab's namespace, as one transaction that replaces what was there and keeps the counters.
 *
 * The bridge family says who a port may be: its own MAC, IPv4 and ARP addresses, never a DHCP server; all else, IPv6 too, is dropped, and so is
 * everything from a tap that is not a port. The inet family says what may be asked of the gateway and what may leave.
 *
 * `over`: `nothing` when the namespace is new. Clearing sets that are empty makes the kernel wait (RCU), 15 ms of 22.
 */
export function labRules(
  elements: LabElements,
  {
    networks,
    gone,
    over,
  }: { networks: readonly NetworkId[]; gone: readonly NetworkId[]; over: 'nothing' | 'anything' },
): string {
  const flush = over === 'nothing' ? [] : [...structure.matchAll(/^add chain (\S+ \S+ \S+)/gm)].map(found => found[1])
  return [
    structure,
    ...flush.map(chain => `flush chain ${chain}\n`),
    addCounters(networks),
    rules,
    ...[...elements].map(
      ([set, list]) => `${over === 'nothing' ? '' : `flush ${kind(set)} ${set}\n`}${adding(set, list)}`,
    ),
    deleteCounters(gone),
  ].join('')
}

/**
 * The two transactions that take known elements to wanted ones: what is new first, then what is no more. Null where that can't be said so.
 *
 * Apart, because adding and removing in one transaction makes the kernel wait three times as long (RCU). Empty: nothing to do.
 */
export function changedRules(
  before: LabElements,
  after: LabElements,
  { added, gone }: { added: readonly NetworkId[]; gone: readonly NetworkId[] },
): readonly [string, string] | null {
  let adds = addCounters(added)
  let removes = ''
  for (const [set, wanted] of after) {
    const known = before.get(set) ?? []
    const fresh = wanted.filter(element => !known.includes(element))
    const stale = known.filter(element => !wanted.includes(element))
    const key = (element: string): string => element.split(' : ')[0] ?? element
    // A map holds a key once: its new value can't come before the old one went.
    if (kind(set) === 'map' && fresh.some(one => stale.some(other => key(other) === key(one)))) return null
    adds += adding(set, fresh)
    removes += removing(set, stale)
  }
  return [adds, removes + deleteCounters(gone)]
}

const kind = (set: string): 'map' | 'set' => (/ (sent|received)$/.test(set) ? 'map' : 'set')

const structure = `add table ${link}
add table ${routed}
add set ${link} macs { type ifname . ether_addr; }
add set ${link} addresses { type ifname . ether_addr . ipv4_addr; }
add set ${link} askers { typeof iifname . @th,288,48; }
add map ${link} sent { type ifname : counter; }
add map ${link} received { type ifname : counter; }
add set ${routed} gateways { type ifname . ipv4_addr; }
add set ${routed} dhcp { type ifname; }
add set ${routed} dns { type ifname; }
add set ${routed} nat { type ifname; }
add set ${routed} denied { type ipv4_addr; flags interval; auto-merge; }
add chain ${link} from_port { type filter hook prerouting priority -300; policy drop; }
add chain ${link} from_port_arp
add chain ${link} from_port_ip
add chain ${link} take
add chain ${link} to_port { type filter hook postrouting priority 300; policy accept; }
add chain ${routed} input { type filter hook input priority filter; policy drop; }
add chain ${routed} forward { type filter hook forward priority filter; policy drop; }
add chain ${routed} leave { type nat hook postrouting priority srcnat; policy accept; }
`

// `@th,288,48` is the hardware address in a BOOTP message, 28 bytes after the 8 of the UDP header (RFC 951, section 3): a port asks for
// a lease only for itself.
const rules = `add rule ${link} from_port iifname . ether saddr != @macs drop
add rule ${link} from_port ether type arp jump from_port_arp
add rule ${link} from_port ether type ip jump from_port_ip
add rule ${link} from_port_arp arp htype != 1 drop
add rule ${link} from_port_arp arp ptype != ip drop
add rule ${link} from_port_arp iifname . arp saddr ether . arp saddr ip @addresses goto take
add rule ${link} from_port_arp arp saddr ip 0.0.0.0 arp operation request iifname . arp saddr ether @macs goto take
add rule ${link} from_port_ip udp sport 67 drop
add rule ${link} from_port_ip udp dport 67 iifname . @th,288,48 != @askers drop
add rule ${link} from_port_ip ip saddr 0.0.0.0 ip daddr 255.255.255.255 udp sport 68 udp dport 67 goto take
add rule ${link} from_port_ip iifname . ether saddr . ip saddr @addresses goto take
add rule ${link} take counter name iifname map @sent
add rule ${link} take accept
add rule ${link} to_port counter name oifname map @received
add rule ${routed} input iifname lo accept
add rule ${routed} input ct state invalid drop
add rule ${routed} input iifname ${exitInside} ct state { established, related } accept
add rule ${routed} input iifname @dhcp udp sport 68 udp dport 67 accept
add rule ${routed} input iifname . ip daddr != @gateways drop
add rule ${routed} input icmp type echo-request accept
add rule ${routed} input ct state related accept
add rule ${routed} input iifname @dns meta l4proto { tcp, udp } th dport 53 accept
add rule ${routed} forward ct state invalid drop
add rule ${routed} forward iifname @nat oifname ${exitInside} ip daddr != @denied accept
add rule ${routed} forward iifname ${exitInside} oifname @nat ct state { established, related } accept
add rule ${routed} leave oifname ${exitInside} masquerade
`
