import type { LabState, VmState } from '@paddock/model'
import { StateChip } from './StateChip.tsx'
import { labLook, labWords } from './states.ts'

export function LabChip({ lab }: { lab: { state: LabState; vms: readonly { state: VmState }[] } }) {
  return <StateChip look={labLook(lab.state)} words={labWords(lab.state, lab.vms)} />
}
