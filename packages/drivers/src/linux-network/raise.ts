import { existsSync } from 'node:fs'
import {
  addNetns,
  changeLinks,
  keepDnsmasqs,
  type Link,
  netnsIdentity,
  readLinks,
  setNetnsSysctls,
} from '@paddock/linux'
import type { InterfaceId } from '@paddock/model'
import { type FenceNeeds, type FenceThings, type RaisedFence, together } from './fence.ts'
import { layExit } from './host-side.ts'
import { labElements, type PluggedTap } from './lab-rules.ts'
import { linkLines } from './link-lines.ts'
import { exitInside } from './names.ts'
import { serviceConfigs } from './services.ts'
import { setRules } from './set-rules.ts'

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

/** Taps in a lab's namespace, by the alias that says which port each is. */
export const pluggedTaps = (links: readonly Link[]): PluggedTap[] =>
  links.flatMap(link => (link.alias === null ? [] : [{ name: link.name, interface: link.alias as InterfaceId }]))

/**
 * Makes a fence or brings it to what is wanted. Every act may be repeated, and none depends on what an earlier pass left undone.
 *
 * Rules are in before anything inside goes up: the host's before there is a way out, the lab's before there is a bridge. Services come last.
 */
export async function raiseFence(needs: FenceNeeds, things: FenceThings): Promise<RaisedFence> {
  const { fence, names, folder } = things
  needs.step('namespace')
  let made = false
  await together([
    async () => {
      made = await addNetns(names.netns)
    },
    needs.hostSide,
  ])
  const netns = await netnsIdentity(names.netns)
  const before = things.before?.netns === netns ? things.before : null
  const links = made ? [] : readLinks(names.netns)
  const taps = pluggedTaps(links)
  const elements = labElements(fence, taps, needs.denied)
  await together([
    async () => {
      if (before) return
      needs.step('settings')
      setNetnsSysctls(names.netns, {
        ...namespaceSettings,
        ...(existsSync('/proc/sys/net/ipv6') ? ipv6Settings : {}),
        ...(existsSync('/proc/sys/net/bridge') ? bridgeSettings : {}),
      })
    },
    async () => {
      needs.step('rules')
      await setRules(things, { elements, over: made ? 'nothing' : (before?.ports?.elements ?? 'anything') })
    },
    async () => {
      needs.step('way out')
      await layExit(names, links.some(link => link.name === exitInside) ? 'present' : 'absent')
    },
  ])
  needs.step('links')
  changeLinks(names.netns, linkLines(fence, names, { links, taps }))
  needs.step('services')
  const configs = serviceConfigs(fence, needs)
  const services = await keepDnsmasqs({ netns: names.netns, folder, configs, fresh: things.fresh })
  return { netns, services, ports: { taps, elements } }
}
