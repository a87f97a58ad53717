import { PaddockProblem } from '@paddock/sdk'
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { meQuery } from '../session/meQuery.ts'

/**
 * What was read from the API, kept for the page.
 *
 * It grows old by events, not by time, so nothing is asked again while the stream is open. The client repeats what may
 * be repeated, so a failure that comes this far is shown.
 */
export function createQueries(onSignedOut: () => void): QueryClient {
  const queries = new QueryClient({
    queryCache: new QueryCache({ onError: ended }),
    mutationCache: new MutationCache({ onError: ended }),
    defaultOptions: { queries: { retry: false, staleTime: 10_000, refetchOnWindowFocus: false } },
  })

  function ended(error: unknown): void {
    if (!(error instanceof PaddockProblem) || error.code !== 'not-signed-in') return
    if (queries.getQueryData(meQuery.queryKey) === undefined) return
    queries.removeQueries({ queryKey: meQuery.queryKey })
    onSignedOut()
  }

  return queries
}
