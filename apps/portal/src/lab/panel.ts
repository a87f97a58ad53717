import type { NetworkId, VmId } from '@paddock/model'

/** What lies open over a lab's page, as its address says: a machine, a network, or a dialog that adds something. */
export interface LabPanel {
  readonly machine?: VmId
  readonly network?: NetworkId
  readonly add?: 'template' | 'machine' | 'network'
}

const ids = /^[0-9a-f-]{36}$/
const id = (value: unknown): string | undefined => (typeof value === 'string' && ids.test(value) ? value : undefined)
const additions = ['template', 'machine', 'network'] as const

/** Reads the panel from an address, and leaves out what is none. */
export function readPanel(search: Record<string, unknown>): LabPanel {
  const machine = id(search.machine) as VmId | undefined
  const network = id(search.network) as NetworkId | undefined
  const add = additions.find(each => each === search.add)
  if (machine) return { machine }
  if (network) return { network }
  return add ? { add } : {}
}
