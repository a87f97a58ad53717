import type { QueryClient, QueryKey } from '@tanstack/react-query'

/**
 * Writes what an event told into what was read.
 *
 * An answer that is on its way was made before the event, and would put the old back: it is asked for again.
 */
export function put<Data>(queries: QueryClient, key: QueryKey, change: (old: Data | undefined) => Data | undefined) {
  queries.setQueryData<Data>(key, change)
  if (queries.isFetching({ queryKey: key, exact: true }) > 0)
    void queries.invalidateQueries({ queryKey: key, exact: true })
}
