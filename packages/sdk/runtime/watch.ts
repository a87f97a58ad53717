import type { Client, Input, Line } from './client.ts'
import { PaddockProblem } from './problem.ts'
import { readEvents } from './sse.ts'
import { delay } from './wait.ts'

export interface WatchOptions {
  /** Ends the stream. The loop over it ends without an error. */
  readonly signal?: AbortSignal
  /** Goes on behind this event, as a page that was reloaded does. */
  readonly lastEventId?: string
  /** Told when the stream is there and when it is lost; it heals by itself. */
  readonly onConnection?: (connection: 'open' | 'lost') => void
  /** A stream that says nothing for so long is taken for dead. The installation sends a sign of life every few seconds. */
  readonly silentAfterSeconds?: number
}

const firstWaitMilliseconds = 250
const longestWaitMilliseconds = 10_000

/**
 * Streams events, and connects again when the connection breaks, behind the last event that came.
 *
 * @throws PaddockProblem when the installation refuses, as after the end of the session.
 */
export async function* watch<Event extends { kind: string }>(
  client: Client,
  line: Line,
  input: Input = {},
  options: WatchOptions = {},
): AsyncGenerator<Event, void, undefined> {
  const { signal } = options
  let lastEventId = options.lastEventId
  let waitMilliseconds = firstWaitMilliseconds
  let open = false
  const tell = (now: boolean) => {
    if (open !== now) options.onConnection?.(now ? 'open' : 'lost')
    open = now
  }
  while (!signal?.aborted) {
    const connection = new AbortController()
    const stop = () => connection.abort(signal?.reason)
    signal?.addEventListener('abort', stop, { once: true })
    try {
      const response = await client.send(
        line,
        input,
        { signal: connection.signal, headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId } },
        'text/event-stream',
      )
      tell(true)
      for await (const event of readEvents(response, connection, options.silentAfterSeconds ?? 60)) {
        waitMilliseconds = firstWaitMilliseconds
        if (event.id !== undefined) lastEventId = event.id
        if (event.data === '') continue
        const told = JSON.parse(event.data) as Event
        yield told
        // The stream of one thing is over when the thing is.
        if (line.path.includes('{') && told.kind.endsWith('-gone')) return
      }
    } catch (error) {
      if (signal?.aborted) return
      if (error instanceof PaddockProblem && !passes(error)) throw error
    } finally {
      signal?.removeEventListener('abort', stop)
      connection.abort()
    }
    if (signal?.aborted) return
    tell(false)
    await delay(waitMilliseconds, signal).catch(() => undefined)
    waitMilliseconds = Math.min(waitMilliseconds * 2, longestWaitMilliseconds)
  }
}

/** Whether a refusal may be gone at the next try: the installation restarts, or a proxy before it does. */
function passes(problem: PaddockProblem): boolean {
  return problem.status === 0 || problem.status === 429 || problem.status >= 500
}
