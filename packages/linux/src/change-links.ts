import { closeSync, openSync } from 'node:fs'
import { SystemCallFailed } from './libc.ts'
import { attribute, byte, type Netlink, type NetlinkRequest, text, u32, withNetlink } from './netlink.ts'
import { netnsPath } from './netns-path.ts'

// Sources: linux/rtnetlink.h, linux/if_link.h, linux/if_addr.h, linux/veth.h, linux/if_bridge.h, linux/if.h.
const newLink = 16
const deleteLink = 17
const getLink = 18
const newAddress = 20
const deleteAddress = 21
const newRoute = 24
const replaces = 0x100
const isNew = 0x200
const creates = 0x400
const ifla = { address: 1, name: 3, master: 10, info: 18, alias: 20, namespace: 28 } as const
const info = { kind: 1, data: 2 } as const
const bridgeOption = { forwardDelay: 1, stp: 5, multicastSnooping: 23, more: 46 } as const
const noLinkLocalLearning = 1
const vethPeer = 1
const ifa = { address: 1, local: 2 } as const
const rta = { device: 4, gateway: 5 } as const
const afInet = 2
const isUp = 0x1
const mainTable = 254
const byBoot = 3
const unicast = 1
const universe = 0
const ofHost = 254

/**
 * Does what `ip -batch` would with these lines, in order, in a namespace or (null) in the host's own, without starting a process: a few dozen
 * microseconds a line. Only the forms that fences are made of.
 *
 * @throws Error at the first line that fails; the ones before it are done.
 */
export function changeLinks(netns: string | null, lines: readonly string[]): void {
  if (lines.length === 0) return
  withNetlink(netns, netlink => {
    for (const line of lines) {
      const open: number[] = []
      const look: Look = {
        index: name => indexOf(netlink, name),
        namespace(name) {
          const fd = openSync(netnsPath(name), 'r')
          open.push(fd)
          return attribute(ifla.namespace, u32(fd))
        },
      }
      try {
        netlink.change(requestOf(line.split(' '), look))
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause)
        throw new Error(`"${line}" failed: ${why}`, { cause })
      } finally {
        for (const fd of open) closeSync(fd)
      }
    }
  })
}

/** What a line names, as the kernel wants to be told. */
interface Look {
  index(link: string): number
  namespace(name: string): Buffer
}

function requestOf([noun, verb, ...rest]: readonly string[], look: Look): NetlinkRequest {
  switch (`${noun} ${verb}`) {
    case 'link set':
      return { kind: newLink, flags: 0, body: changedLink(rest, look) }
    case 'link add':
      return { kind: newLink, flags: creates | isNew, body: addedLink(rest, look) }
    case 'link delete':
      return { kind: deleteLink, flags: 0, body: link([attribute(ifla.name, text(rest[0] ?? ''))]) }
    case 'address add':
    case 'address replace':
    case 'address delete': {
      const [address = '', dev, name = ''] = rest
      if (dev === 'dev') return changedAddress(verb ?? '', address, look.index(name))
      break
    }
    case 'route replace': {
      const [to, via, gateway = '', dev, name = ''] = rest
      if (to === 'default' && via === 'via' && dev === 'dev') return defaultRoute(gateway, look.index(name))
      break
    }
  }
  throw new Error(unknown)
}

const unknown = 'It is not known how to do that.'

function changedLink([name = '', what, value = '']: readonly string[], look: Look): Buffer {
  const set = (attributes: Buffer[], up: boolean | null = null) =>
    link([attribute(ifla.name, text(name)), ...attributes], up)
  switch (what) {
    case 'up':
      return set([], true)
    case 'down':
      return set([], false)
    case 'nomaster':
      return set([attribute(ifla.master, u32(0))])
    case 'master':
      return set([attribute(ifla.master, u32(look.index(value)))])
    case 'address':
      return set([attribute(ifla.address, mac(value))])
    case 'alias':
      return set([attribute(ifla.alias, Buffer.from(value))])
    case 'netns':
      return set([look.namespace(value)])
  }
  throw new Error(unknown)
}

function addedLink([name = '', ...words]: readonly string[], look: Look): Buffer {
  const named = attribute(ifla.name, text(name))
  const kind = (which: string, data: readonly Buffer[]) =>
    attribute(ifla.info, [attribute(info.kind, text(which)), attribute(info.data, data)])
  if (words.length === 7 && words.slice(0, 4).join(' ') === 'type veth peer name' && words[5] === 'netns') {
    const peer = link([attribute(ifla.name, text(words[4] ?? '')), look.namespace(words[6] ?? '')])
    return link([named, kind('veth', [attribute(vethPeer, peer)])])
  }
  const [address, own = '', type, bridge, ...options] = words
  if (address !== 'address' || type !== 'type' || bridge !== 'bridge') throw new Error(unknown)
  return link([named, attribute(ifla.address, mac(own)), kind('bridge', bridgeOptions(options))])
}

function bridgeOptions(words: readonly string[]): Buffer[] {
  const options: Buffer[] = []
  for (let at = 0; at < words.length; at += 2) {
    const value = Number(words[at + 1])
    switch (words[at]) {
      case 'stp_state':
        options.push(attribute(bridgeOption.stp, u32(value)))
        break
      case 'forward_delay':
        options.push(attribute(bridgeOption.forwardDelay, u32(value)))
        break
      case 'mcast_snooping':
        options.push(attribute(bridgeOption.multicastSnooping, byte(value)))
        break
      case 'no_linklocal_learn':
        options.push(
          attribute(bridgeOption.more, [u32(value === 0 ? 0 : noLinkLocalLearning), u32(noLinkLocalLearning)]),
        )
        break
      default:
        throw new Error(unknown)
    }
  }
  return options
}

function changedAddress(verb: string, address: string, index: number): NetlinkRequest {
  const [host = '', prefix = '32'] = address.split('/')
  const body = Buffer.alloc(8)
  body.set([afInet, Number(prefix), 0, host.startsWith('127.') ? ofHost : universe])
  body.writeUInt32LE(index, 4)
  return {
    kind: verb === 'delete' ? deleteAddress : newAddress,
    flags: verb === 'add' ? creates | isNew : verb === 'replace' ? creates | replaces : 0,
    body: Buffer.concat([body, attribute(ifa.local, ipv4(host)), attribute(ifa.address, ipv4(host))]),
  }
}

function defaultRoute(gateway: string, index: number): NetlinkRequest {
  const body = Buffer.of(afInet, 0, 0, 0, mainTable, byBoot, universe, unicast, 0, 0, 0, 0)
  return {
    kind: newRoute,
    flags: creates | replaces,
    body: Buffer.concat([body, attribute(rta.gateway, ipv4(gateway)), attribute(rta.device, u32(index))]),
  }
}

/** The body of a message about a link: which one is said by its name. `up`: null leaves that as it is. */
function link(attributes: readonly Buffer[], up: boolean | null = null): Buffer {
  const head = Buffer.alloc(16)
  head.writeUInt32LE(up === true ? isUp : 0, 8)
  head.writeUInt32LE(up === null ? 0 : isUp, 12)
  return Buffer.concat([head, ...attributes])
}

function indexOf(netlink: Netlink, name: string): number {
  const [found] = netlink.ask({ kind: getLink, flags: 0, body: link([attribute(ifla.name, text(name))]) })
  if (found === undefined) throw new SystemCallFailed('netlink', 19)
  return found.body.readInt32LE(4)
}

const mac = (address: string): Buffer => Buffer.from(address.replaceAll(':', ''), 'hex')
const ipv4 = (address: string): Buffer => Buffer.from(address.split('.').map(Number))
