import { z } from 'zod'
import { cidrRange, cidrsOverlap, numberToIpv4 } from './cidr.ts'

const octet = '(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])'
const ipv4Pattern = new RegExp(`^${octet}(\\.${octet}){3}$`)

/** An IPv4 address in its one canonical spelling: `010.1.1.1` and `1.1` are refused. */
export const ipv4 = z.string().regex(ipv4Pattern, 'must be an IPv4 address such as 10.0.0.5')

/** A MAC address in lower case, unicast (the lowest bit of the first byte is zero). */
export const macAddress = z
  .string()
  .regex(
    /^[0-9a-f][02468ace](:[0-9a-f]{2}){5}$/,
    'must be a unicast MAC address in lower case such as 52:54:00:12:34:56',
  )
  .refine(text => text !== '00:00:00:00:00:00', 'must not be all zero')

/** An IPv4 network written as its first address and prefix length, /16 to /29: room for a gateway and at least 5 machines. */
export const ipv4Cidr = z
  .string()
  .regex(
    new RegExp(`^${octet}(\\.${octet}){3}/(1[6-9]|2[0-9])$`),
    'must be an IPv4 network from /16 to /29 such as 10.0.0.0/24',
  )
  .refine(text => cidrBase(text) === text.split('/')[0], 'must begin at the first address of the network')
  .refine(text => !isReserved(text), 'must not be a loopback, link-local, multicast or carrier (100.64.0.0/10) network')

const cidrBase = (cidr: string): string => numberToIpv4(cidrRange(cidr).first)

// 100.64.0.0/10 (RFC 6598) is where the labs' own ways out have their addresses: ARCHITECTURE, "The fence".
const reserved = ['127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3', '0.0.0.0/8', '100.64.0.0/10']
const isReserved = (cidr: string): boolean => reserved.some(other => cidrsOverlap(cidr, other))

/** A MAC address for a new interface: QEMU's own prefix, then three random bytes. */
export function macFrom(random: Uint8Array): string {
  const tail = Array.from(random.slice(0, 3), byte => byte.toString(16).padStart(2, '0'))
  return ['52', '54', '00', ...tail].join(':')
}
