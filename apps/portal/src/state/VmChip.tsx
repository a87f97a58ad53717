import type { VmState } from '@paddock/model'
import { StateChip } from './StateChip.tsx'
import { vmLook, vmWords } from './states.ts'

/** A machine's state. */
export function VmChip({ state }: { state: VmState }) {
  return <StateChip look={vmLook(state)} words={vmWords(state)} />
}
