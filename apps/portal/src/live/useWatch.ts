import type { WatchOptions } from '@paddock/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent } from 'react'
import { setLiveState } from './liveState.ts'
import { usePageSeen } from './usePageSeen.ts'

/** How long a first connection may take before the page says that it is not live. */
const patienceMilliseconds = 3_000

/** Paddock gives a sign of life every 15 s: two that do not come, and the connection is gone though nobody closed it. */
const silentAfterSeconds = 35

type Watched<Event> = {
  /** What is watched; another stream is opened when it changes. Null: nothing. */
  readonly key: string | null
  readonly open: (options: WatchOptions) => AsyncIterable<Event>
  readonly onEvent: (event: Event) => void
}

/**
 * Keeps one event stream open for the page, and tells {@link setLiveState} how it is.
 *
 * A page watches one thing at a time, and a page that nobody sees lets its stream go: browsers allow six connections
 * to one server over HTTP/1.1 (HTML standard, "9.2.1 Server-sent events: Introduction"), and every tab would hold one.
 */
export function useWatch<Event>({ key, open, onEvent }: Watched<Event>): void {
  const queries = useQueryClient()
  const seen = usePageSeen()
  const begin = useEffectEvent(open)
  const take = useEffectEvent(onEvent)

  useEffect(() => {
    if (key === null || !seen) return
    const stop = new AbortController()
    const late = setTimeout(() => setLiveState('lost'), patienceMilliseconds)
    setLiveState('connecting')
    const onConnection = (connection: 'open' | 'lost') => {
      clearTimeout(late)
      setLiveState(connection)
      // What happened before the stream opened is in nothing that was read before it.
      if (connection === 'open') void queries.cancelQueries().then(() => queries.invalidateQueries())
    }
    void follow(begin({ signal: stop.signal, onConnection, silentAfterSeconds }), event => take(event)).catch(() => {
      // Refused for good, as at the end of the session: asking who is signed in finds out, and leads to the door.
      clearTimeout(late)
      if (!stop.signal.aborted) void queries.invalidateQueries()
    })
    return () => {
      clearTimeout(late)
      stop.abort()
      setLiveState('resting')
    }
  }, [key, seen, queries])
}

async function follow<Event>(events: AsyncIterable<Event>, take: (event: Event) => void): Promise<void> {
  for await (const event of events) take(event)
}
