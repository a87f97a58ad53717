import { nftApply } from '@paddock/linux'
import type { FenceThings } from './fence.ts'
import { changedRules, type LabElements, labRules } from './lab-rules.ts'

/** Brings a lab's rules to what is wanted: by what changed where it is known what they are, else by writing them anew. */
export async function setRules(
  { fence, names, networksBefore }: Pick<FenceThings, 'fence' | 'names' | 'networksBefore'>,
  { elements, over }: { elements: LabElements; over: 'nothing' | 'anything' | LabElements },
): Promise<void> {
  const networks = fence.networks.map(network => network.network)
  const gone = networksBefore.filter(network => !networks.includes(network))
  const added = networks.filter(network => !networksBefore.includes(network))
  const change = typeof over === 'string' ? null : changedRules(over, elements, { added, gone })
  const whole = (): string => labRules(elements, { networks, gone, over: over === 'nothing' ? 'nothing' : 'anything' })
  for (const script of change ?? [whole()]) if (script !== '') nftApply(names.netns, script)
}
