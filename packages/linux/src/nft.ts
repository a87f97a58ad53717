import { z } from 'zod'
import { NftRefused, runNft } from './libnftables.ts'

/** Applies a script as one transaction: all of it or nothing. @throws NftRefused */
export function nftApply(netns: string | null, script: string): void {
  runNft(netns, script)
}

/** True when the chain, named with family and table, exists. */
export function nftHasChain(netns: string | null, chain: string): boolean {
  try {
    runNft(netns, `list chain ${chain}`)
    return true
  } catch (cause) {
    if (cause instanceof NftRefused && cause.message.includes('No such file or directory')) return false
    throw cause
  }
}

const chains = z.object({
  nftables: z.array(
    z.object({
      chain: z
        .object({ family: z.string(), table: z.string(), name: z.string(), hook: z.string(), policy: z.string() })
        .optional()
        .catch(undefined),
    }),
  ),
})

/** The host's chains, with family and table, that drop a forwarded packet unless a rule of theirs lets it pass. */
export function nftClosedForwardChains(): string[] {
  const answer = chains.parse(JSON.parse(runNft(null, 'list chains', { json: true })))
  return answer.nftables.flatMap(({ chain }) =>
    chain?.hook === 'forward' && chain.policy === 'drop' ? [`${chain.family} ${chain.table} ${chain.name}`] : [],
  )
}

const counters = z.object({
  nftables: z.array(
    z.object({
      counter: z.object({ table: z.string(), name: z.string(), packets: z.int(), bytes: z.int() }).optional(),
    }),
  ),
})

/** What a named counter of nftables stands at. */
export interface NftCounter {
  readonly packets: number
  readonly bytes: number
}

/** The named counters of one table, by name. */
export function nftCounters(
  netns: string | null,
  table: { readonly family: 'inet' | 'bridge'; readonly name: string },
): ReadonlyMap<string, NftCounter> {
  const commands = `list counters table ${table.family} ${table.name}`
  const answer = counters.parse(JSON.parse(runNft(netns, commands, { json: true })))
  return new Map(answer.nftables.flatMap(({ counter }) => (counter ? [[counter.name, counter]] : [])))
}
