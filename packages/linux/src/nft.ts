import { z } from 'zod'
import { inNetns } from './netns.ts'
import { CommandFailed, run } from './run.ts'

const timeoutMs = 10_000

/** Applies a script as one transaction: all of it or nothing. @throws CommandFailed */
export async function nftApply(netns: string | null, script: string): Promise<void> {
  await run(inNetns(netns, ['nft', '-f', '-']), { timeoutMs, input: script })
}

/** True when the chain, named with family and table, exists. */
export async function nftHasChain(netns: string | null, chain: string): Promise<boolean> {
  try {
    await run(inNetns(netns, ['nft', 'list', 'chain', ...chain.split(' ')]), { timeoutMs })
    return true
  } catch (cause) {
    if (cause instanceof CommandFailed && cause.stderr.includes('No such file or directory')) return false
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
export async function nftClosedForwardChains(): Promise<string[]> {
  const answer = chains.parse(JSON.parse(await run(['nft', '-j', 'list', 'chains'], { timeoutMs })))
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
export async function nftCounters(
  netns: string | null,
  table: { readonly family: 'inet' | 'bridge'; readonly name: string },
): Promise<ReadonlyMap<string, NftCounter>> {
  const words = ['nft', '-j', 'list', 'counters', 'table', table.family, table.name]
  const answer = counters.parse(JSON.parse(await run(inNetns(netns, words), { timeoutMs })))
  return new Map(answer.nftables.flatMap(({ counter }) => (counter ? [[counter.name, counter]] : [])))
}
