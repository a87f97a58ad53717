import type { LabState, VmState } from '@paddock/model'
import { useNow } from '../text/useNow.ts'
import { useSecond } from '../text/useSecond.ts'
import { isMoving, labProgress } from './progress.ts'
import { StateChip } from './StateChip.tsx'
import { labLook, labWords } from './states.ts'

type LabChipProps = {
  lab: { state: LabState; stateSince?: string | null; vms: readonly { state: VmState }[] }
  /** In a column: as many words as it is wide, and no seconds that hundreds of rows would count. */
  brief?: boolean
}

/** A lab's state, and while it moves for how long it has. */
export function LabChip({ lab, brief = false }: LabChipProps) {
  const moving = !brief && isMoving(lab.state) && lab.stateSince != null
  const second = useSecond(moving)
  const now = useNow()
  const words = labWords(lab.state, lab.vms)
  return (
    <StateChip
      look={labLook(lab.state)}
      words={brief ? words.replace(/^(Starting .*) running$/, '$1') : labProgress(lab, moving ? second : now.getTime())}
    />
  )
}
