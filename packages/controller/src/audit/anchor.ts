import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { ChainEnd } from '@paddock/store'
import { z } from 'zod'

const line = z.object({ chain: z.string(), number: z.int(), digest: z.string() })

/** What is known of the audit log's chains outside the database: who alters that cannot alter this. */
export interface Anchor {
  /** Writes down the newest seals of chains, where they are newer than what it has. */
  keep(ends: ReadonlyMap<string, ChainEnd>): Promise<void>
  /** The digests that it has of a chain, by number. */
  of(chain: string): Promise<ReadonlyMap<number, string>>
}

/** Without a file there is nothing that could tell that the end of a chain is missing. */
export const noAnchor: Anchor = { keep: async () => {}, of: async () => new Map() }

/**
 * An anchor in a file to which lines of JSON are only ever appended: chain, number, digest.
 *
 * A line that a killed controller left unfinished says nothing, and nothing is appended to it.
 */
export function fileAnchor(path: string): Anchor {
  const newest = new Map<string, number>()
  let begun = false

  async function begin(): Promise<void> {
    for await (const { chain, number } of linesOf(path)) newest.set(chain, Math.max(number, newest.get(chain) ?? 0))
    begun = true
  }
  return {
    async keep(ends) {
      if (!begun) await begin()
      const fresh = [...ends.values()].filter(({ chain, number }) => number > (newest.get(chain) ?? 0))
      if (fresh.length === 0) return
      const file = await open(path, 'a+', 0o600)
      try {
        const { size } = await file.stat()
        const last = size === 0 ? '\n' : (await file.read(Buffer.alloc(1), 0, 1, size - 1)).buffer.toString()
        const text = fresh.map(({ chain, number, digest }) => `${JSON.stringify({ chain, number, digest })}\n`).join('')
        await file.appendFile(`${last === '\n' ? '' : '\n'}${text}`)
        await file.datasync()
      } finally {
        await file.close()
      }
      for (const { chain, number } of fresh) newest.set(chain, number)
    },
    async of(chain) {
      const known = new Map<number, string>()
      for await (const one of linesOf(path)) if (one.chain === chain) known.set(one.number, one.digest)
      return known
    },
  }
}

async function* linesOf(path: string): AsyncGenerator<z.output<typeof line>> {
  const input = createReadStream(path)
  try {
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      const parsed = line.safeParse(jsonOf(text))
      if (parsed.success) yield parsed.data
    }
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause
  } finally {
    input.destroy()
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
