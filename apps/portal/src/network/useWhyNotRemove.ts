import type { NetworkView } from '@paddock/sdk'
import { machinesOn } from '../lab/machinesOn.ts'
import { useLab } from '../lab/useLab.ts'
import { useMayLab } from '../lab/useMayLab.ts'
import { list } from '../text/quantity.ts'

/** Why a network cannot be removed now; null: it can. */
export function useWhyNotRemove(network: NetworkView): string | null {
  const lab = useLab()
  const { whyNotEdit } = useMayLab()
  const on = machinesOn(lab, network.id)
  if (whyNotEdit !== null) return whyNotEdit
  if (on.length === 0) return null
  return `${list(on.map(vm => vm.name))} ${on.length === 1 ? 'is' : 'are'} on it. Remove their interfaces first`
}
