import type { Log } from '@paddock/host-api'
import { type Change, type Database, listen } from '@paddock/store'

/** What wants to know of changes. `gap`: some may not have been heard, so everything may have changed. */
export interface FeedListener {
  changed(change: Change): void
  gap(): void
}

/** All that changes in the installation, for everything in this controller, over one connection. */
export interface Feed {
  /** Returns what ends it. */
  subscribe(listener: FeedListener): () => void
  /** True while changes are heard. */
  isListening(): boolean
  close(): Promise<void>
}

export function openFeed({ database, log }: { database: Database; log: Log }): Feed {
  const listeners = new Set<FeedListener>()
  let listening = false
  const connection = listen(database, {
    changed: change => {
      for (const listener of listeners) listener.changed(change)
    },
    began() {
      listening = true
      for (const listener of listeners) listener.gap()
    },
    lost(cause) {
      if (listening) log.warn({ err: cause }, 'changes are not heard')
      listening = false
    },
  })
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    isListening: () => listening,
    async close() {
      listening = false
      await connection.close()
    },
  }
}
