import { readFile } from 'node:fs/promises'

/** One IPv4 route of the main table. */
export interface Route {
  readonly device: string
  /** First address and prefix length: `0.0.0.0/0` is the default route. */
  readonly to: string
}

/** Reads the text of /proc/net/route: addresses are little-endian hexadecimal. Source: proc(5), net/ipv4/fib_trie.c. */
export function parseRoutes(text: string): Route[] {
  return text
    .trim()
    .split('\n')
    .slice(1)
    .flatMap(line => {
      const [device, destination, , , , , , mask] = line.trim().split(/\s+/)
      if (device === undefined || destination === undefined || mask === undefined) return []
      const bytes = Array.from({ length: 4 }, (_, at) => Number.parseInt(destination.slice(6 - at * 2, 8 - at * 2), 16))
      const length = [...Number.parseInt(mask, 16).toString(2)].filter(bit => bit === '1').length
      return [{ device, to: `${bytes.join('.')}/${length}` }]
    })
}

/** The host's own IPv4 routes, without starting a process. */
export const readRoutes = async (): Promise<Route[]> => parseRoutes(await readFile('/proc/net/route', 'utf8'))
