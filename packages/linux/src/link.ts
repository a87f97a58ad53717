import { z } from 'zod'
import { inNetns } from './netns.ts'
import { run } from './run.ts'

/** Longest name the kernel allows for an interface, less its final zero. Source: IFNAMSIZ, linux/if.h. */
export const interfaceNameMaxBytes = 15

const timeoutMs = 10_000

// What `ip -json address show` says of each interface, as far as Paddock reads it.
const links = z.array(
  z
    .object({
      ifname: z.string(),
      flags: z.array(z.string()),
      address: z.string().optional(),
      master: z.string().optional(),
      ifalias: z.string().optional(),
      addr_info: z.array(z.object({ family: z.string(), local: z.string(), prefixlen: z.number() })).default([]),
    })
    .transform(link => ({
      name: link.ifname,
      up: link.flags.includes('UP'),
      mac: link.address ?? null,
      bridge: link.master ?? null,
      /** A text that stays with the interface, in whatever namespace it goes. */
      alias: link.ifalias ?? null,
      /** Its IPv4 addresses with their prefix lengths. */
      addresses: link.addr_info.filter(a => a.family === 'inet').map(a => `${a.local}/${a.prefixlen}`),
    })),
)

/** One network interface of the kernel. */
export type Link = z.infer<typeof links>[number]

/** Every interface of a namespace; null: of the host's own. */
export async function readLinks(netns: string | null): Promise<Link[]> {
  const text = await run(inNetns(netns, ['ip', '-json', 'address', 'show']), { timeoutMs })
  return links.parse(text.trim() === '' ? [] : JSON.parse(text))
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
