import { z } from 'zod'
import { inNetns } from './netns.ts'
import { run } from './run.ts'

/** Longest name the kernel allows for an interface, less its final zero. Source: IFNAMSIZ, linux/if.h. */
export const interfaceNameMaxBytes = 15

const timeoutMs = 10_000

// What `ip -json address show` and `ip -json link show` say of each interface, as far as Paddock reads it.
const addresses = z.array(
  z.object({
    ifname: z.string(),
    addr_info: z.array(z.object({ family: z.string(), local: z.string(), prefixlen: z.number() })).default([]),
  }),
)
const links = z.array(
  z.object({
    ifname: z.string(),
    flags: z.array(z.string()),
    address: z.string().optional(),
    master: z.string().optional(),
    ifalias: z.string().optional(),
  }),
)

/** One network interface of the kernel. */
export interface Link {
  readonly name: string
  readonly up: boolean
  readonly mac: string | null
  readonly bridge: string | null
  /** A text that stays with the interface, in whatever namespace it goes. */
  readonly alias: string | null
  /** Its IPv4 addresses with their prefix lengths. */
  readonly addresses: readonly string[]
}

/** Every interface of a namespace; null: of the host's own. */
export async function readLinks(netns: string | null): Promise<Link[]> {
  // Two questions to one process, because neither answer holds both alias and addresses. Each is one line.
  const text = await run(inNetns(netns, ['ip', '-json', '-batch', '-']), {
    timeoutMs,
    input: 'link show\naddress show\n',
  })
  const [first = '[]', second = '[]'] = text.trim().split('\n')
  const addressesOf = new Map(addresses.parse(JSON.parse(second)).map(link => [link.ifname, link.addr_info]))
  return links.parse(JSON.parse(first)).map(link => ({
    name: link.ifname,
    up: link.flags.includes('UP'),
    mac: link.address ?? null,
    bridge: link.master ?? null,
    alias: link.ifalias ?? null,
    addresses: (addressesOf.get(link.ifname) ?? [])
      .filter(one => one.family === 'inet')
      .map(one => `${one.local}/${one.prefixlen}`),
  }))
}

/**
 * Runs lines of `ip` in one process, in order, in a namespace or (null) in the host's own.
 *
 * @throws CommandFailed at the first line that fails; the ones before it are done.
 */
export async function ipBatch(netns: string | null, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return
  await run(inNetns(netns, ['ip', '-batch', '-']), { timeoutMs, input: `${lines.join('\n')}\n` })
}
