import type { Change } from '@paddock/store'

/** Changes that came close together, each thing once. */
export type Batch = readonly Change[]

/**
 * Gathers changes for a moment and hands them on together, one batch at a time.
 *
 * A lab that starts changes dozens of times a second: whoever watches needs it as it is, not each step of the way.
 */
export function gather(waitMs: number, handle: (batch: Batch) => Promise<void>) {
  const changes = new Map<string, Change>()
  let timer: NodeJS.Timeout | undefined
  let handling: Promise<void> | null = null
  let closed = false

  const flush = async (): Promise<void> => {
    timer = undefined
    const batch = [...changes.values()]
    changes.clear()
    handling = handle(batch)
    await handling
    handling = null
    if (changes.size > 0) plan()
  }
  const plan = (): void => {
    if (!closed && timer === undefined && handling === null) timer = setTimeout(() => void flush(), waitMs)
  }

  return {
    add(change: Change): void {
      const key = `${change.kind} ${change.tenant} ${change.id}`
      // Gone is the last that can be said of a thing.
      if (changes.get(key)?.gone !== true) changes.set(key, change)
      plan()
    },
    async close(): Promise<void> {
      closed = true
      clearTimeout(timer)
      await handling
    },
  }
}
