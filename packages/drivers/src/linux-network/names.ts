import { cidrRange, type NetworkId, numberToIpv4 } from '@paddock/model'

/** What tells one installation from another on the same host. */
export interface Installation {
  /** Four hexadecimal characters. */
  readonly tag: string
  /** From where the labs' ways out have their addresses: two for each lab. */
  readonly egressCidr: string
}

/** All names of a lab on a host, and the two addresses of its way out. */
export interface LabNames {
  readonly netns: string
  /** The host's end of the way out. */
  readonly exit: string
  readonly hostAddress: string
  readonly labAddress: string
}

/** The lab's end of the way out, in every lab's namespace. */
export const exitInside = 'exit'

export const netnsPrefix = (tag: string): string => `pd${tag}-`
export const exitPrefix = (tag: string): string => `pd${tag}x`

/**
 * The block of 100.64.0.0/10 that an installation takes when nobody says otherwise: one of 32, by its tag.
 *
 * So two installations on one host seldom meet, and each has room for 65,536 labs. Where they do meet, the second one's fences say so.
 */
export const defaultEgressCidr = (tag: string): string => `100.${64 + (Number.parseInt(tag, 16) % 32) * 2}.0.0/15`

/** @throws RangeError when the installation's egress addresses are used up. */
export function labNames({ tag, egressCidr }: Installation, number: number): LabNames {
  const { first, last } = cidrRange(egressCidr)
  const base = first + (number - 1) * 2
  if (base + 1 > last) throw new RangeError(`There is no address in ${egressCidr} for lab number ${number}.`)
  const short = number.toString(36)
  return {
    netns: `${netnsPrefix(tag)}${short}`,
    exit: `${exitPrefix(tag)}${short}`,
    hostAddress: numberToIpv4(base),
    labAddress: numberToIpv4(base + 1),
  }
}

/** The last twelve characters of an id: 48 random bits (RFC 9562, section 5.7), enough among the networks of one lab. */
export const networkKey = (network: NetworkId): string => network.slice(-12)

export const bridgeName = (network: NetworkId): string => `br${networkKey(network)}`

/**
 * The MAC address of a network's gateway, made from its IPv4 address.
 *
 * Always the same for the same network, because a copy's guests wake up with the gateway's address in their caches.
 */
export const gatewayMac = (gateway: string): string =>
  ['0a', '50', ...gateway.split('.').map(part => Number(part).toString(16).padStart(2, '0'))].join(':')
