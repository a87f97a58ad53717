import { z } from 'zod'
import type { VmState } from './vm.ts'

/** What the owner asked for the lab as a whole. Power is asked for machine by machine. */
export const labIntent = z.enum(['kept', 'deleted'])
export type LabIntent = z.infer<typeof labIntent>

/** The one word shown for a lab. Computed by {@link labStateOf}, never stored. */
export const labState = z.enum([
  'empty',
  'stopped',
  'suspended',
  'starting',
  'resuming',
  'running',
  'paused',
  'suspending',
  'stopping',
  'mixed',
  'reverting',
  'failed',
  'unknown',
  'deleting',
])
export type LabState = z.infer<typeof labState>

/** The state shown for a lab, from those of its machines: first match wins. */
export function labStateOf(
  { intent, reverting }: { readonly intent: LabIntent; readonly reverting: boolean },
  vms: readonly VmState[],
): LabState {
  if (intent === 'deleted') return 'deleting'
  if (reverting) return 'reverting'
  if (vms.length === 0) return 'empty'
  const any = (state: VmState) => vms.includes(state)
  if (any('unknown')) return 'unknown'
  if (any('failed')) return 'failed'
  if (any('paused')) return 'paused'
  if (any('starting')) return 'starting'
  if (any('resuming')) return 'resuming'
  if (any('suspending')) return 'suspending'
  if (any('stopping') || any('deleting')) return 'stopping'
  if (vms.every(state => state === 'running')) return 'running'
  if (any('running')) return 'mixed'
  return any('suspended') ? 'suspended' : 'stopped'
}

/** From which states each verb is allowed. The API, the portal and the CLI all read this table. */
export const labCan = {
  start: from('stopped', 'suspended', 'paused', 'mixed', 'failed'),
  stop: from('starting', 'resuming', 'running', 'paused', 'mixed', 'failed', 'unknown'),
  suspend: from('running', 'mixed', 'failed'),
  resume: from('suspended', 'mixed', 'failed'),
  powerOff: from(
    'suspended',
    'starting',
    'resuming',
    'running',
    'paused',
    'suspending',
    'stopping',
    'mixed',
    'failed',
    'unknown',
  ),
  reset: from('running', 'paused', 'mixed'),
  delete: from(
    'empty',
    'stopped',
    'suspended',
    'starting',
    'resuming',
    'running',
    'paused',
    'suspending',
    'stopping',
    'mixed',
    'reverting',
    'failed',
    'unknown',
  ),
  edit: from(
    'empty',
    'stopped',
    'suspended',
    'starting',
    'resuming',
    'running',
    'paused',
    'suspending',
    'stopping',
    'mixed',
    'failed',
    'unknown',
  ),
  copy: from('empty', 'stopped', 'suspended', 'running', 'mixed', 'failed'),
  snapshot: from('stopped', 'suspended', 'running', 'mixed', 'failed'),
  revert: from(
    'empty',
    'stopped',
    'suspended',
    'starting',
    'resuming',
    'running',
    'paused',
    'suspending',
    'stopping',
    'mixed',
    'failed',
  ),
} as const satisfies Record<string, (state: LabState) => boolean>

function from(...states: LabState[]): (state: LabState) => boolean {
  return state => states.includes(state)
}
