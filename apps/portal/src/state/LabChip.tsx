import type { LabState, VmState } from '@paddock/model'
import { useNow } from '../text/useNow.ts'
import { useSecond } from '../text/useSecond.ts'
import { isMoving, labProgress } from './progress.ts'
import { StateChip } from './StateChip.tsx'
import { labLook } from './states.ts'

type LabChipProps = {
  lab: { state: LabState; stateSince?: string | null; vms: readonly { state: VmState }[] }
}

/** A lab's state, and while it moves for how long it has. */
export function LabChip({ lab }: LabChipProps) {
  const moving = isMoving(lab.state) && lab.stateSince != null
  const second = useSecond(moving)
  const now = useNow()
  return <StateChip look={labLook(lab.state)} words={labProgress(lab, moving ? second : now.getTime())} />
}
