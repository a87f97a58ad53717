import type { LabState, VmState } from '@paddock/model'
import type { LabOutline } from '@paddock/store'
import { vmStateSince } from '../vm/view.ts'

/**
 * Since when a lab is in its state. Null where that can't be said from what is known of its machines.
 *
 * What goes on began with the first machine that it goes on with; what came to rest did so with the last.
 */
export function labStateSince(lab: LabOutline, states: readonly VmState[], state: LabState): Date | null {
  const moments = (those: readonly VmState[]): (Date | null)[] =>
    lab.vms.flatMap((vm, at) => {
      const own = states[at]
      return own !== undefined && those.includes(own) ? [vmStateSince(vm, own)] : []
    })
  switch (state) {
    case 'empty':
    case 'reverting':
    case 'paused':
      return null
    case 'starting':
    case 'resuming':
    case 'suspending':
    case 'unknown':
      return outermost(moments([state]), Math.min)
    case 'stopping':
      return outermost(moments(['stopping', 'deleting']), Math.min)
    case 'deleting':
      return outermost(moments(['deleting']), Math.min)
    case 'running':
    case 'stopped':
    case 'suspended':
    case 'failed':
      return outermost(moments([state]), Math.max)
    case 'mixed':
      return outermost(moments(['running', 'stopped', 'suspended']), Math.max)
  }
}

function outermost(moments: readonly (Date | null)[], choose: (...numbers: number[]) => number): Date | null {
  const known = moments.flatMap(moment => (moment === null ? [] : [moment.getTime()]))
  return known.length === 0 || known.length < moments.length ? null : new Date(choose(...known))
}
