import { existsSync } from 'node:fs'
import type { Tap } from '@paddock/host'
import type { FenceWanted } from '@paddock/host-api'
import {
  addNetns,
  deleteNetns,
  endDnsmasqs,
  endProcess,
  ipBatch,
  keepDnsmasqs,
  type Link,
  netnsIdentity,
  nftApply,
  type ProcessIdentity,
  readLinks,
  setNetnsSysctls,
} from '@paddock/linux'
import { type InterfaceId, type NetworkId, Problem } from '@paddock/model'
import { layExit, linkExists, removeExit } from './host-side.ts'
import { changedRules, type LabElements, labElements, labRules, type PluggedTap } from './lab-rules.ts'
import { linkLines } from './link-lines.ts'
import { exitInside, type LabNames } from './names.ts'
import { serviceConfigs } from './services.ts'

/** What the kernel of a lab's namespace is told before anything is in it. */
const namespaceSettings = {
  'net.ipv4.ip_forward': '1',
  'net.ipv4.conf.all.rp_filter': '1',
  'net.ipv4.conf.default.rp_filter': '1',
  // An address of one network is not answered for on another.
  'net.ipv4.conf.all.arp_ignore': '1',
  'net.ipv4.conf.all.send_redirects': '0',
  'net.ipv4.conf.default.send_redirects': '0',
}
const ipv6Settings = { 'net.ipv6.conf.all.disable_ipv6': '1', 'net.ipv6.conf.default.disable_ipv6': '1' }
// Frames between ports of one bridge must not go through the rules for routed packets too. Absent where the kernel has no br_netfilter loaded.
const bridgeSettings = Object.fromEntries(
  ['arptables', 'iptables', 'ip6tables'].map(which => [`net.bridge.bridge-nf-call-${which}`, '0']),
)

/** What fences are made with, the same for all of one host. */
export interface FenceNeeds {
  readonly denied: readonly string[]
  readonly resolvers: readonly string[]
  /** Whom dnsmasq runs as. */
  readonly user: string
  /** Resolves when what all fences of the host share is as it should be. */
  readonly hostSide: () => Promise<void>
  /** Called before each act: a test ends the work there. */
  readonly step: (name: string) => void
}

export interface FenceThings {
  readonly fence: FenceWanted
  readonly names: LabNames
  readonly folder: string
  /** True when the fence's folder was made just now. */
  readonly fresh: boolean
  /** Networks that the fence had before, as far as that is known. */
  readonly networksBefore: readonly NetworkId[]
  /** What is known of the rules as they are; null: nothing. */
  readonly before: RaisedFence | null
}

/** A fence that is as wanted: by what one sees that it still is. */
export interface RaisedFence {
  readonly netns: number | null
  readonly services: ReadonlyMap<string, ProcessIdentity>
  /** Null: not known for sure. */
  readonly elements: LabElements | null
}

/** Taps in the namespace, by the alias that says which port each is. */
const pluggedTaps = (links: readonly Link[]): PluggedTap[] =>
  links.flatMap(link => (link.alias === null ? [] : [{ name: link.name, interface: link.alias as InterfaceId }]))

/**
 * Makes a fence or brings it to what is wanted. Every act may be repeated, and none depends on what an earlier pass left undone.
 *
 * Rules are in before anything inside goes up: the host's before there is a way out, the lab's before there is a bridge. Services come last.
 */
export async function raiseFence(needs: FenceNeeds, things: FenceThings): Promise<RaisedFence> {
  const { fence, names, folder } = things
  needs.step('namespace')
  const [made] = await Promise.all([addNetns(names.netns), needs.hostSide()])
  const netns = await netnsIdentity(names.netns)
  const links = made ? [] : await readLinks(names.netns)
  const taps = pluggedTaps(links)
  const elements = labElements(fence, taps, needs.denied)
  await together([
    () => {
      needs.step('settings')
      return setNetnsSysctls(names.netns, {
        ...namespaceSettings,
        ...(existsSync('/proc/sys/net/ipv6') ? ipv6Settings : {}),
        ...(existsSync('/proc/sys/net/bridge') ? bridgeSettings : {}),
      })
    },
    () => {
      needs.step('rules')
      return setRules(things, {
        elements,
        over: made ? 'nothing' : things.before?.netns === netns ? things.before : 'anything',
      })
    },
    () => {
      needs.step('way out')
      return layExit(names, links.some(link => link.name === exitInside) ? 'present' : 'absent')
    },
  ])
  needs.step('links')
  await ipBatch(names.netns, linkLines(fence, names, { links, taps }))
  needs.step('services')
  const configs = serviceConfigs(fence, needs)
  const services = await keepDnsmasqs({ netns: names.netns, folder, configs, fresh: things.fresh })
  return { netns, services, elements }
}

/** Does work side by side and ends when all of it has ended, well or badly: nothing goes on behind the back of whoever tries again. */
async function together(works: readonly (() => Promise<void>)[]): Promise<void> {
  const ends = await Promise.allSettled(works.map(async work => work()))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

async function setRules(
  { fence, names, networksBefore }: FenceThings,
  { elements, over }: { elements: LabElements; over: 'nothing' | 'anything' | RaisedFence },
): Promise<void> {
  const networks = fence.networks.map(network => network.network)
  const gone = networksBefore.filter(network => !networks.includes(network))
  const added = networks.filter(network => !networksBefore.includes(network))
  const known = typeof over === 'string' ? null : over.elements
  const change = known && changedRules(known, elements, { added, gone })
  if (change) for (const script of change) await (script === '' ? null : nftApply(names.netns, script))
  else
    await nftApply(
      names.netns,
      labRules(elements, { networks, gone, over: over === 'nothing' ? 'nothing' : 'anything' }),
    )
}

/**
 * Takes taps into a raised fence: their rules, then they move in, then up.
 *
 * Which port a tap is, is written on the tap itself as its alias before it moves, so that it is known after a crash.
 */
export async function plugTaps(
  needs: FenceNeeds,
  { things, raised, taps }: { things: FenceThings; raised: RaisedFence; taps: readonly Tap[] },
): Promise<RaisedFence> {
  const { fence, names } = things
  const links = await readLinks(names.netns)
  const inside = new Set(links.map(link => link.name))
  const given = new Set(taps.map(tap => tap.interface))
  // A tap of the port's earlier run may not be gone yet: the newest is the one.
  const all = [...pluggedTaps(links).filter(tap => !given.has(tap.interface)), ...taps]
  const outside = taps.filter(tap => !inside.has(tap.name))
  const lost = outside.find(tap => !linkExists(tap.name))
  if (lost) throw new Problem('start-failed', `The interface ${lost.name} is not there any more.`)
  needs.step('port rules')
  const elements = labElements(fence, all, needs.denied)
  await setRules({ ...things, networksBefore: fence.networks.map(one => one.network) }, { elements, over: raised })
  needs.step('move taps')
  await ipBatch(
    null,
    outside.flatMap(tap => [
      `link set ${tap.name} alias ${tap.interface}`,
      `link set ${tap.name} netns ${names.netns}`,
    ]),
  )
  needs.step('plug taps')
  await ipBatch(names.netns, linkLines(fence, names, { links, taps: all }))
  return { ...raised, elements }
}

/**
 * Removes a fence whole: first the way out, last the namespace with all that is in it.
 *
 * `services`: all that can be running, when that is known for sure; else they are looked for.
 */
export async function lowerFence(
  { step }: Pick<FenceNeeds, 'step'>,
  { names, folder, services }: { names: LabNames; folder: string; services: RaisedFence['services'] | null },
): Promise<void> {
  step('remove way out')
  await removeExit(names)
  step('end services')
  if (services === null) await endDnsmasqs(folder)
  else await Promise.all([...services.values()].map(identity => endProcess(identity)))
  step('remove namespace')
  await deleteNetns(names.netns)
}
