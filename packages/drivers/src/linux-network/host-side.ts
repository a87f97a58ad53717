import { existsSync, readdirSync } from 'node:fs'
import type { Log } from '@paddock/host-api'
import {
  changeLinks,
  nftApply,
  nftClosedForwardChains,
  nftHasChain,
  readRoutes,
  readSysctl,
  setSysctl,
} from '@paddock/linux'
import { Problem } from '@paddock/model'
import { markedHostRules } from './host-rules.ts'
import { exitInside, exitPrefix, type Installation, type LabNames } from './names.ts'

export const linkExists = (name: string): boolean => existsSync(`/sys/class/net/${name}`)

/** The numbers of labs whose way out exists on this host. */
export const exitNumbers = (tag: string): number[] =>
  readdirSync('/sys/class/net')
    .filter(name => name.startsWith(exitPrefix(tag)))
    .map(name => Number.parseInt(name.slice(exitPrefix(tag).length), 36))

/**
 * What all fences of this host share: its rules, and that answers from outside are passed on.
 *
 * Where the host does not forward as a whole, only the devices that its routes lead to do, since the kernel asks the device on which a packet arrives
 * (`forwarding`, Documentation/networking/ip-sysctl.rst).
 */
export async function keepHostSide(
  installation: Installation,
  { denied, log }: { denied: readonly string[]; log: Log },
): Promise<void> {
  const { rules, mark } = markedHostRules(installation, denied)
  if (!nftHasChain(null, `inet paddock_${installation.tag} ${mark}`)) {
    nftApply(null, rules)
    // Every table has its say: ours can let a packet pass, and another can still drop it (nft(8), "Verdict statements").
    const closed = nftClosedForwardChains().filter(table => !table.includes(' paddock'))
    if (closed.length > 0)
      log.warn(
        { tables: closed },
        "another firewall of this host drops forwarded packets: labs' networks may not reach the world",
      )
  }
  if ((await readSysctl(['net', 'ipv4', 'ip_forward'])) === '1') return
  const own = exitPrefix(installation.tag)
  const devices = new Set((await readRoutes()).map(route => route.device).filter(name => !name.startsWith(own)))
  for (const device of devices) if (linkExists(device)) await forward(device)
}

const forward = (device: string): Promise<void> => setSysctl(['net', 'ipv4', 'conf', device, 'forwarding'], '1')

/**
 * Lays the lab's one way out: a pair of interfaces, the inner one born in the lab's namespace.
 *
 * @throws Problem `not-available` when something else on this host has the same addresses.
 */
export async function layExit(names: LabNames, inside: 'absent' | 'present'): Promise<void> {
  const subnet = `${names.hostAddress}/31`
  const other = (await readRoutes()).find(route => route.to === subnet && route.device !== names.exit)
  if (other)
    throw new Problem(
      'not-available',
      `The addresses ${subnet} of the lab's way out are used by ${other.device} on this host. Give this installation an egress network of its own.`,
    )
  const exists = linkExists(names.exit)
  const lines = exists && inside === 'absent' ? [`link delete ${names.exit}`] : []
  if (!exists || inside === 'absent')
    lines.push(`link add ${names.exit} type veth peer name ${exitInside} netns ${names.netns}`)
  lines.push(`address replace ${subnet} dev ${names.exit}`, `link set ${names.exit} up`)
  changeLinks(null, lines)
  await forward(names.exit)
}

export function removeExit(names: LabNames): void {
  if (linkExists(names.exit)) changeLinks(null, [`link delete ${names.exit}`])
}
