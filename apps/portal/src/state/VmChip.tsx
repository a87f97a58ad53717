import type { VmState } from '@paddock/model'
import { StateChip } from './StateChip.tsx'
import { vmLook, vmWords } from './states.ts'

/** A machine's state; while it moves, with the step that it is at. */
export function VmChip({ vm }: { vm: { state: VmState; step?: string } }) {
  const step = vmLook(vm.state) === 'moving' && vm.step ? ` · ${vm.step}` : ''
  return <StateChip look={vmLook(vm.state)} words={`${vmWords(vm.state)}${step}`} />
}
