import { setTimeout as pause } from 'node:timers/promises'

/**
 * Waits until `look` sees what it should, and returns that. It says "not yet" with undefined.
 *
 * @throws Error that names what did not come, with the last thing seen.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  { withinMs = 10_000, seen = () => undefined as unknown } = {},
): Promise<T> {
  for (const end = Date.now() + withinMs; ; await pause(20)) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > end) throw new Error(`${what}: not within ${withinMs} ms. Last seen: ${JSON.stringify(seen())}`)
  }
}
