import { readFile } from 'node:fs/promises'
import { isIPv4 } from 'node:net'
import { networkInterfaces } from 'node:os'

/** The IPv4 name servers that a resolv.conf names, in order. */
export function parseResolvers(text: string): string[] {
  return text
    .split('\n')
    .map(line => /^\s*nameserver\s+(\S+)/.exec(line)?.[1] ?? '')
    .filter(isIPv4)
}

/**
 * The name servers of this host that can be asked from another network namespace.
 *
 * One on the host itself can't: systemd-resolved's stub at 127.0.0.53 is why its list of real ones is read too
 * (systemd-resolved.service(8), "/ETC/RESOLV.CONF").
 */
export async function hostResolvers(): Promise<string[]> {
  const own = new Set(Object.values(networkInterfaces()).flatMap(list => (list ?? []).map(one => one.address)))
  for (const path of ['/etc/resolv.conf', '/run/systemd/resolve/resolv.conf']) {
    const found = parseResolvers(await readFile(path, 'utf8').catch(() => '')).filter(
      address => !own.has(address) && !address.startsWith('127.') && address !== '0.0.0.0',
    )
    if (found.length > 0) return found
  }
  return []
}
