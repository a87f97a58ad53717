import { z } from 'zod'
import { inNetns } from './netns.ts'
import { run } from './run.ts'

const timeoutMs = 10_000

const counter = z.object({ bytes: z.int() })
// What `ip -json -statistics link show` says of each interface, as far as Paddock reads it.
const links = z.array(
  z.object({ ifname: z.string(), ifalias: z.string().optional(), stats64: z.object({ rx: counter, tx: counter }) }),
)

/** What one interface of the kernel has carried, as the kernel sees it: received is what came out of the wire. */
export interface LinkBytes {
  readonly name: string
  readonly alias: string | null
  readonly bytesReceived: number
  readonly bytesSent: number
}

/** The byte counters of every interface of a namespace, in one process. */
export async function readLinkBytes(netns: string): Promise<LinkBytes[]> {
  const text = await run(inNetns(netns, ['ip', '-json', '-statistics', 'link', 'show']), { timeoutMs })
  return links.parse(JSON.parse(text)).map(link => ({
    name: link.ifname,
    alias: link.ifalias ?? null,
    bytesReceived: link.stats64.rx.bytes,
    bytesSent: link.stats64.tx.bytes,
  }))
}
