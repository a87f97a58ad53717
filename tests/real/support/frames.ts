/** Ethernet frames made by hand, for guests that lie. Each carries a mark by which it is found in what others received. */

const bytesOfMac = (mac: string): Buffer => Buffer.from(mac.replaceAll(':', ''), 'hex')
const bytesOfIp = (ip: string): Buffer => Buffer.from(ip.split('.').map(Number))
const everyone = 'ff:ff:ff:ff:ff:ff'

export function ethernet(
  { from, to = everyone, type }: { from: string; to?: string; type: number },
  payload: Buffer,
): Buffer {
  const head = Buffer.concat([bytesOfMac(to), bytesOfMac(from), Buffer.from([type >> 8, type & 255])])
  return Buffer.concat([head, payload, Buffer.alloc(Math.max(0, 46 - payload.length))])
}

export function arp(
  given: { from: string; mac: string; ip: string; about: string; reply?: boolean },
  mark: string,
): Buffer {
  const { from, mac, ip, about, reply = false } = given
  const head = Buffer.from([0, 1, 8, 0, 6, 4, 0, reply ? 2 : 1])
  const payload = [
    head,
    bytesOfMac(mac),
    bytesOfIp(ip),
    bytesOfMac('00:00:00:00:00:00'),
    bytesOfIp(about),
    Buffer.from(mark),
  ]
  return ethernet({ from, type: 0x0806 }, Buffer.concat(payload))
}

function checksum(bytes: Buffer): number {
  let sum = 0
  for (let at = 0; at < bytes.length; at += 2) sum += bytes.readUInt16BE(at)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16)
  return ~sum & 0xffff
}

/** An IPv4 packet with UDP, not yet in a frame. */
export function udp(given: { ip: string; to: string; ports: readonly [number, number] }, data: Buffer): Buffer {
  const head = Buffer.alloc(28)
  head.writeUInt8(0x45, 0)
  head.writeUInt16BE(28 + data.length, 2)
  head.writeUInt8(64, 8)
  head.writeUInt8(17, 9)
  bytesOfIp(given.ip).copy(head, 12)
  bytesOfIp(given.to).copy(head, 16)
  head.writeUInt16BE(checksum(head.subarray(0, 20)), 10)
  head.writeUInt16BE(given.ports[0], 20)
  head.writeUInt16BE(given.ports[1], 22)
  head.writeUInt16BE(8 + data.length, 24)
  return Buffer.concat([head, data])
}

/** A BOOTP message: 1 asks, 2 answers. Source: RFC 951, section 3; RFC 2131, section 2. */
export function dhcp(operation: 1 | 2, mac: string, mark: string): Buffer {
  const message = Buffer.alloc(300)
  message.set([operation, 1, 6, 0], 0)
  bytesOfMac(mac).copy(message, 28)
  message.write(mark, 44)
  message.set([0x63, 0x82, 0x53, 0x63, 53, 1, operation === 1 ? 1 : 2, 255], 236)
  return message
}
