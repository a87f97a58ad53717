import type { Tap } from '@paddock/host'
import { changeLinks, readLinks } from '@paddock/linux'
import { Problem } from '@paddock/model'
import { type FenceNeeds, type FenceThings, type RaisedFence, together } from './fence.ts'
import { linkExists } from './host-side.ts'
import { labElements } from './lab-rules.ts'
import { linkLines, tapLines } from './link-lines.ts'
import { pluggedTaps } from './raise.ts'
import { setRules } from './set-rules.ts'

/**
 * Takes taps into a raised fence: their rules, then up. They move in meanwhile, since one that moves is down and on no bridge.
 *
 * Which port a tap is, is written on the tap itself as its alias before it moves, so that it is known after a crash. What is in the namespace is read
 * only when it is not known, or when a tap is there already.
 */
export async function plugTaps(
  needs: FenceNeeds,
  { things, raised, taps }: { things: FenceThings; raised: RaisedFence; taps: readonly Tap[] },
): Promise<RaisedFence> {
  const { fence, names } = things
  const outside = taps.filter(tap => linkExists(tap.name))
  const known = outside.length === taps.length ? raised.ports : null
  const links = known ? null : readLinks(names.netns)
  const lost = taps.find(tap => !outside.includes(tap) && !links?.some(link => link.name === tap.name))
  if (lost) throw new Problem('start-failed', `The interface ${lost.name} is not there any more.`)
  // A tap of the port's earlier run may not be gone yet, and a name may be given anew: the newest is the one.
  const earlier = (known?.taps ?? pluggedTaps(links ?? [])).filter(
    old => !taps.some(tap => tap.interface === old.interface || tap.name === old.name),
  )
  const all = [...earlier, ...taps]
  const elements = labElements(fence, all, needs.denied)
  await together([
    async () => {
      needs.step('port rules')
      const networksBefore = fence.networks.map(network => network.network)
      await setRules({ fence, names, networksBefore }, { elements, over: raised.ports?.elements ?? 'anything' })
    },
    async () => {
      needs.step('move taps')
      changeLinks(
        null,
        outside.flatMap(tap => [
          `link set ${tap.name} alias ${tap.interface}`,
          `link set ${tap.name} netns ${names.netns}`,
        ]),
      )
    },
  ])
  needs.step('plug taps')
  changeLinks(
    names.netns,
    links ? linkLines(fence, names, { links, taps: all }) : taps.flatMap(tap => tapLines(fence, tap, undefined)),
  )
  return { ...raised, ports: { taps: all, elements } }
}
