export const ipv4ToNumber = (text: string): number => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)

export const numberToIpv4 = (value: number): string =>
  [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join('.')

/** First and last address of a network, as numbers. */
export function cidrRange(cidr: string): { first: number; last: number; prefixLength: number } {
  const [base = '', length = '0'] = cidr.split('/')
  const prefixLength = Number(length)
  const size = 2 ** (32 - prefixLength)
  const first = Math.floor(ipv4ToNumber(base) / size) * size
  return { first, last: first + size - 1, prefixLength }
}

export function cidrsOverlap(a: string, b: string): boolean {
  const one = cidrRange(a)
  const two = cidrRange(b)
  return one.first <= two.last && two.first <= one.last
}

/** True when a machine may have the address: inside the network, and neither its first nor its last. */
export function isHostAddress(cidr: string, address: string): boolean {
  const { first, last } = cidrRange(cidr)
  const value = ipv4ToNumber(address)
  return value > first && value < last
}

/** The address that the gateway of a network has unless told otherwise: the first one that a machine may have. */
export const defaultGateway = (cidr: string): string => numberToIpv4(cidrRange(cidr).first + 1)

/** The lowest free machine address from the tenth on, so that the low ones stay for people to give by hand. */
export function freeAddress(cidr: string, taken: ReadonlySet<string>): string | undefined {
  const { first, last } = cidrRange(cidr)
  const begin = last - first > 20 ? first + 10 : first + 2
  for (let value = begin; value < last; value += 1) {
    const address = numberToIpv4(value)
    if (!taken.has(address)) return address
  }
  return undefined
}
