import type { VmState } from '@paddock/model'
import { useNow } from '../text/useNow.ts'
import { useSecond } from '../text/useSecond.ts'
import { isMoving, vmProgress } from './progress.ts'
import { StateChip } from './StateChip.tsx'
import { vmLook } from './states.ts'

type VmChipProps = { state: VmState; stateSince?: string | null; step?: string }

/** A machine's state; while it moves also what it is at and for how long, where that is given. */
export function VmChip({ state, stateSince = null, step = '' }: VmChipProps) {
  const moving = isMoving(state) && stateSince !== null
  const second = useSecond(moving)
  const now = useNow()
  return (
    <StateChip look={vmLook(state)} words={vmProgress({ state, stateSince, step }, moving ? second : now.getTime())} />
  )
}
