import { useCallback, useEffect, useState } from 'react'
import { useLiveState } from '../live/liveState.ts'

export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'open' }
  /** `why`: what the other side said, if anything. `since`: the first loss of those that followed each other. */
  | { readonly state: 'lost'; readonly why: string; readonly since: Date }

export type Reports = { opened: () => void; lost: (why: string) => void }

const firstWaitMilliseconds = 500
const longestWaitMilliseconds = 5_000

/**
 * Keeps a console connected while its machine can be watched: connects, and after a loss again, ever more patiently,
 * and at once when the network or the page's event stream is back.
 *
 * `connect` begins one connection, reports how it fares, and returns what ends it. When `cue` changes, a console that is lost
 * does not wait for its turn.
 */
export function useReconnect(wanted: boolean, cue: string, connect: (reports: Reports) => () => void) {
  const [connection, setConnection] = useState<Connection>({ state: 'connecting' })
  const [attempt, setAttempt] = useState(0)
  const [misses, setMisses] = useState(0)
  const again = useCallback(() => setAttempt(old => old + 1), [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: every attempt is a connection of its own
  useEffect(() => {
    if (!wanted) {
      setMisses(0)
      setConnection({ state: 'connecting' })
      return
    }
    // While it is lost, each try goes unseen: what is shown changes when there is something to see again.
    setConnection(old => (old.state === 'lost' ? old : { state: 'connecting' }))
    let over = false
    const lost = (said: string) => {
      if (over) return
      over = true
      const why = said || (navigator.onLine ? '' : 'this device is offline')
      setMisses(old => old + 1)
      setConnection(old => ({ state: 'lost', why, since: old.state === 'lost' ? old.since : new Date() }))
    }
    const end = connect({
      opened: () => {
        if (over) return
        setMisses(0)
        setConnection({ state: 'open' })
      },
      lost,
    })
    // A network that goes without a word would leave a picture that looks alive for minutes.
    const offline = () => {
      lost('')
      end()
    }
    window.addEventListener('offline', offline)
    return () => {
      over = true
      window.removeEventListener('offline', offline)
      end()
    }
  }, [wanted, connect, attempt])

  const isLost = wanted && connection.state === 'lost'
  useEffect(() => {
    if (!isLost) return
    const wait = Math.min(firstWaitMilliseconds * 2 ** Math.max(0, misses - 1), longestWaitMilliseconds)
    const timer = setTimeout(again, wait)
    window.addEventListener('online', again)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('online', again)
    }
  }, [isLost, misses, again])

  const live = useLiveState()
  // biome-ignore lint/correctness/useExhaustiveDependencies: at every change of the cue
  useEffect(() => {
    if (isLost && live === 'open') again()
  }, [cue, live, again])

  return { connection, again }
}
