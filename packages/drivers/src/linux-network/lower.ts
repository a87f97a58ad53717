import { deleteNetns, endDnsmasqs, endProcess } from '@paddock/linux'
import { type FenceNeeds, type RaisedFence, together } from './fence.ts'
import { removeExit } from './host-side.ts'
import type { LabNames } from './names.ts'

/**
 * Removes a fence whole: first the way out and the services, last the namespace with all that is in it.
 *
 * `services`: all that can be running, when that is known for sure; else they are looked for.
 */
export async function lowerFence(
  { step }: Pick<FenceNeeds, 'step'>,
  { names, folder, services }: { names: LabNames; folder: string; services: RaisedFence['services'] | null },
): Promise<void> {
  await together([
    async () => {
      step('remove way out')
      removeExit(names)
    },
    async () => {
      step('end services')
      if (services === null) await endDnsmasqs(folder)
      else await Promise.all([...services.values()].map(identity => endProcess(identity)))
    },
  ])
  step('remove namespace')
  await deleteNetns(names.netns)
}
