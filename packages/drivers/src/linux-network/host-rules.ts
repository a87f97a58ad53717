import { createHash } from 'node:crypto'
import { exitPrefix, type Installation } from './names.ts'

/** How many connections one lab may have open through the host at a time, so that it can't fill the table that all share. */
const connectionsPerLab = 16_384

/**
 * The host's own rules: what comes from a lab goes out to the world or nowhere.
 *
 * They name the labs' ways out by the prefix of their names, so they hold for a lab before it is made, and making one changes nothing here.
 * The first chain stands before connection tracking and every other table's address translation, so that a port which something
 * else publishes on this host is closed to labs too. Source of the order: "Netfilter hooks", nft(8), "priority".
 */
export function hostRules({ tag, egressCidr }: Installation, denied: readonly string[]): string {
  const table = `inet paddock_${tag}`
  const exits = `"${exitPrefix(tag)}*"`
  const closed = ['169.254.0.0/16', egressCidr, ...denied]
  return `add table ${table}
add set ${table} denied { type ipv4_addr; flags interval; auto-merge; }
add set ${table} flows { type ipv4_addr; size 65535; flags dynamic; }
add chain ${table} arrive { type filter hook prerouting priority raw; policy accept; }
add chain ${table} from_lab
add chain ${table} input { type filter hook input priority filter; policy accept; }
add chain ${table} forward { type filter hook forward priority filter; policy accept; }
add chain ${table} leave { type nat hook postrouting priority srcnat; policy accept; }
flush chain ${table} arrive
flush chain ${table} from_lab
flush chain ${table} input
flush chain ${table} forward
flush chain ${table} leave
flush set ${table} denied
add element ${table} denied { ${closed.join(', ')} }
add rule ${table} arrive iifname ${exits} jump from_lab
add rule ${table} from_lab meta nfproto != ipv4 drop
add rule ${table} from_lab fib saddr . iif oif missing drop
add rule ${table} from_lab fib daddr type { local, broadcast, anycast, multicast } drop
add rule ${table} from_lab ip daddr @denied drop
add rule ${table} input iifname ${exits} drop
add rule ${table} forward iifname ${exits} oifname ${exits} drop
add rule ${table} forward iifname ${exits} ct state invalid drop
add rule ${table} forward iifname ${exits} ct state new add @flows { ip saddr ct count over ${connectionsPerLab} } drop
add rule ${table} forward oifname ${exits} ct state != { established, related } drop
add rule ${table} forward iifname ${exits} tcp flags syn tcp option maxseg size set rt mtu
add rule ${table} forward oifname ${exits} tcp flags syn tcp option maxseg size set rt mtu
add rule ${table} leave iifname ${exits} masquerade
`
}

/**
 * The host's rules with a chain that marks them by their hash: where the chain is, so are they.
 *
 * Asking for it takes a third of the time that writing them again does.
 */
export function markedHostRules(
  installation: Installation,
  denied: readonly string[],
): { rules: string; mark: string } {
  const rules = hostRules(installation, denied)
  const mark = `as_${createHash('sha256').update(rules).digest('hex').slice(0, 16)}`
  return { rules: `${rules}add chain inet paddock_${installation.tag} ${mark}\n`, mark }
}

/** Removes the host's own rules: for the end of an installation. */
export const noHostRules = (tag: string): string => `add table inet paddock_${tag}\ndelete table inet paddock_${tag}\n`
