import { attributes, type NetlinkMessage, withNetlink } from './netlink.ts'

// Sources: linux/rtnetlink.h, linux/if_link.h, linux/if_addr.h, linux/if.h.
const getLink = 18
const getAddress = 22
const all = 0x300
const ifla = { address: 1, name: 3, master: 10, alias: 20, statistics: 23 } as const
const ifaLocal = 2
const afInet = 2
const isUp = 0x1
const linkHeadBytes = 16
const addressHeadBytes = 8

/** One network interface of the kernel. */
export interface Link {
  readonly name: string
  readonly up: boolean
  readonly mac: string | null
  readonly bridge: string | null
  /** A text that stays with the interface, in whatever namespace it goes. */
  readonly alias: string | null
  /** Its IPv4 addresses with their prefix lengths. */
  readonly addresses: readonly string[]
}

/** What one interface of the kernel has carried, as the kernel sees it: received is what came out of the wire. */
export interface LinkBytes {
  readonly name: string
  readonly alias: string | null
  readonly bytesReceived: number
  readonly bytesSent: number
}

/** Every interface of a namespace; null: of the host's own. */
export function readLinks(netns: string | null): Link[] {
  const { links, addresses } = withNetlink(netns, netlink => ({
    links: netlink.list({ kind: getLink, flags: all, body: Buffer.alloc(linkHeadBytes) }),
    addresses: netlink.list({
      kind: getAddress,
      flags: all,
      body: Buffer.from([afInet, ...Buffer.alloc(addressHeadBytes - 1)]),
    }),
  }))
  const names = new Map(links.map(link => [indexOf(link), nameOf(link)]))
  const addressesOf = Map.groupBy(addresses, ({ body }) => body.readInt32LE(4))
  return links.map(link => {
    const has = attributesOf(link)
    const master = has.get(ifla.master)
    const mac = has.get(ifla.address)
    return {
      name: nameOf(link),
      up: (link.body.readUInt32LE(8) & isUp) !== 0,
      mac: mac === undefined ? null : [...mac].map(part => part.toString(16).padStart(2, '0')).join(':'),
      bridge: master === undefined ? null : (names.get(master.readInt32LE(0)) ?? null),
      alias: aliasOf(has),
      addresses: (addressesOf.get(indexOf(link)) ?? []).flatMap(({ body }) => {
        const local = attributes(body.subarray(addressHeadBytes)).get(ifaLocal)
        return local === undefined ? [] : [`${[...local].join('.')}/${body[1]}`]
      }),
    }
  })
}

/** The byte counters of every interface of a namespace. */
export function readLinkBytes(netns: string): LinkBytes[] {
  const links = withNetlink(netns, netlink =>
    netlink.list({ kind: getLink, flags: all, body: Buffer.alloc(linkHeadBytes) }),
  )
  return links.map(link => {
    const has = attributesOf(link)
    // Packets received and sent, then bytes received and sent (struct rtnl_link_stats64).
    const statistics = has.get(ifla.statistics)
    return {
      name: nameOf(link),
      alias: aliasOf(has),
      bytesReceived: Number(statistics?.readBigUInt64LE(16) ?? 0n),
      bytesSent: Number(statistics?.readBigUInt64LE(24) ?? 0n),
    }
  })
}

const indexOf = ({ body }: NetlinkMessage): number => body.readInt32LE(4)
const attributesOf = ({ body }: NetlinkMessage) => attributes(body.subarray(linkHeadBytes))
const nameOf = (link: NetlinkMessage): string => textOf(attributesOf(link).get(ifla.name)) ?? ''
const aliasOf = (has: ReadonlyMap<number, Buffer>): string | null => textOf(has.get(ifla.alias))
const textOf = (bytes: Buffer | undefined): string | null =>
  bytes === undefined ? null : bytes.toString('utf8').replace(/\0.*$/s, '')
