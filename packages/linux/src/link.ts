import { inNetns } from './netns.ts'
import { run } from './run.ts'

/** Longest name the kernel allows for an interface, less its final zero. Source: IFNAMSIZ, linux/if.h. */
export const interfaceNameMaxBytes = 15

/**
 * Runs lines of `ip` in one process, in order, in a namespace or (null) in the host's own: any that there are. What a fence is made of goes without
 * a process, through `changeLinks`.
 *
 * @throws CommandFailed at the first line that fails; the ones before it are done.
 */
export async function ipBatch(netns: string | null, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return
  await run(inNetns(netns, ['ip', '-batch', '-']), { timeoutMs: 10_000, input: `${lines.join('\n')}\n` })
}
