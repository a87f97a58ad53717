import type { LabState, VmState } from '@paddock/model'
import { clockTime } from '../text/clockTime.ts'
import { duration } from '../text/duration.ts'
import { labLook, labWords, vmWords } from './states.ts'

/** What a chip says of a machine: what it is at and for how long, or since when nobody knows. */
export function vmProgress(
  vm: { readonly state: VmState; readonly stateSince?: string | null; readonly step?: string },
  now: number,
): string {
  const { state, stateSince = null, step = '' } = vm
  return [vmWords(state), step, ...ending(state, stateSince, now)].filter(Boolean).join(isSilent(state) ? ' ' : ' · ')
}

/** The same of a lab, which is at what its machines are at. */
export function labProgress(
  lab: {
    readonly state: LabState
    readonly stateSince?: string | null
    readonly vms: readonly { readonly state: VmState }[]
  },
  now: number,
): string {
  const { state, stateSince = null, vms } = lab
  return [labWords(state, vms), ...ending(state, stateSince, now)].join(isSilent(state) ? ' ' : ' · ')
}

/** True while the words of a state grow older by the second. */
export const isMoving = (state: LabState): boolean => labLook(state) === 'moving'

const isSilent = (state: LabState): boolean => state === 'unknown'

function ending(state: LabState, since: string | null, now: number): string[] {
  if (since === null) return []
  if (isSilent(state)) return [`since ${clockTime(since, new Date(now))}`]
  // A clock that is a little ahead of ours has nothing begun in the future.
  return isMoving(state) ? [duration(now - Date.parse(since))] : []
}
