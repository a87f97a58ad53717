const firstMs = 200
const longestMs = 10_000

/** A service that ran for this long was well: the next end is a new misfortune, not the same one again. */
const wellAfterMs = 60_000

/** How long to wait before a service that ended is started again: doubling, from 0.2 s up to 10 s. */
export function backOffMs(failures: number): number {
  return Math.min(firstMs * 2 ** Math.max(failures - 1, 0), longestMs)
}

/** The number of failures in a row after one more, given how long the service had run. */
export function failuresAfter(failures: number, ranMs: number): number {
  return ranMs >= wellAfterMs ? 1 : failures + 1
}
