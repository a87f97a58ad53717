import { run } from '@paddock/linux'
import type { MakingProgress } from './recipe.ts'

/** What the steps of one making share: where they work, what they tell, when they stop. */
export interface Workshop {
  /** Emptied and removed when the making is over. */
  readonly folder: string
  readonly cacheFolder: string
  readonly signal: AbortSignal
  readonly tell: (step: string, fraction: number) => void
  /** Runs a command that dies with this process and with the signal. */
  readonly run: (words: readonly string[], options?: { timeoutMs?: number; input?: string }) => Promise<string>
}

/** Ten minutes: no single step takes one on the smallest machine that Paddock is used on, and downloads vary. */
const stepTimeoutMs = 600_000

export function openWorkshop(at: {
  folder: string
  cacheFolder: string
  signal: AbortSignal
  onProgress: (progress: MakingProgress) => void
}): Workshop {
  return {
    folder: at.folder,
    cacheFolder: at.cacheFolder,
    signal: at.signal,
    tell: (step, fraction) => {
      at.signal.throwIfAborted()
      at.onProgress({ step, fraction })
    },
    // A command that outlived a killed daemon would go on writing into a folder that the next making removes. The machines of
    // labs come first: nobody waits for an image as for a guest.
    run: (words, options = {}) =>
      run(['nice', '-n', '10', 'setpriv', '--pdeathsig', 'KILL', ...words], {
        timeoutMs: stepTimeoutMs,
        signal: at.signal,
        ...options,
      }),
  }
}
