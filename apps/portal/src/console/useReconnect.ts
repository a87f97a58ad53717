import { useCallback, useEffect, useState } from 'react'

export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'open' }
  /** `why`: what the other side said, if anything. */
  | { readonly state: 'lost'; readonly why: string }

export type Reports = { opened: () => void; lost: (why: string) => void }

const firstWaitMilliseconds = 1_000
const longestWaitMilliseconds = 10_000

/**
 * Keeps a console connected while its machine can be watched: connects, and after a loss again, ever more patiently.
 *
 * `connect` begins one connection, reports how it fares, and returns what ends it.
 */
export function useReconnect(wanted: boolean, connect: (reports: Reports) => () => void) {
  const [connection, setConnection] = useState<Connection>({ state: 'connecting' })
  const [attempt, setAttempt] = useState(0)
  const again = useCallback(() => setAttempt(old => old + 1), [])
  const [misses, setMisses] = useState(0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: every attempt is a connection of its own
  useEffect(() => {
    if (!wanted) return
    let over = false
    setConnection({ state: 'connecting' })
    const end = connect({
      opened: () => {
        if (over) return
        setMisses(0)
        setConnection({ state: 'open' })
      },
      lost: why => {
        if (over) return
        over = true
        setMisses(old => old + 1)
        setConnection({ state: 'lost', why })
      },
    })
    return () => {
      over = true
      end()
    }
  }, [wanted, connect, attempt])

  useEffect(() => {
    if (!wanted || connection.state !== 'lost') return
    const wait = Math.min(firstWaitMilliseconds * 2 ** Math.max(0, misses - 1), longestWaitMilliseconds)
    const timer = setTimeout(again, wait)
    return () => clearTimeout(timer)
  }, [wanted, connection, misses, again])

  return { connection, again }
}
