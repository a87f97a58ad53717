import { z } from 'zod'
import { type EndReason, endedWell, type RunPower } from './run.ts'

/** What the owner asked for. Only a request changes it; a host never does, but that a suspension that failed is given up. */
export const vmIntent = z.enum(['running', 'suspended', 'stopped', 'deleted'])
export type VmIntent = z.infer<typeof vmIntent>

/** The one word shown for a machine. Computed by {@link vmState}, never stored. */
export const vmState = z.enum([
  'stopped',
  'suspended',
  'starting',
  'resuming',
  'running',
  'paused',
  'suspending',
  'stopping',
  'failed',
  'unknown',
  'deleting',
])
export type VmState = z.infer<typeof vmState>

/** What {@link vmStateOf} looks at: the wish, the newest run as last reported, and whether its host still speaks. */
export interface VmFacts {
  readonly intent: VmIntent
  readonly run: { readonly power: RunPower; readonly end: EndReason | null } | null
  /** True when the next run goes on from memory rather than booting. */
  readonly memory: boolean
  /** True while the host keeps the guest from going on, such as for want of room on its disk. */
  readonly halted: boolean
  /** True when the run has a host and that host has not been heard for {@link hostSilentAfterSeconds}. */
  readonly hostSilent: boolean
}

/** A host that said nothing for so long is silent: its machines may run or not, and Paddock says that it does not know. */
export const hostSilentAfterSeconds = 15

/** The state shown for a machine: first match wins. */
export function vmStateOf({ intent, run, memory, halted, hostSilent }: VmFacts): VmState {
  const still = memory ? 'suspended' : 'stopped'
  const coming = memory ? 'resuming' : 'starting'
  if (intent === 'deleted') return 'deleting'
  if (run === null) return intent === 'running' ? coming : still
  if (run.power === 'ended') return run.end === null || endedWell(run.end) || intent !== 'running' ? still : 'failed'
  if (hostSilent) return 'unknown'
  if (intent === 'stopped') return 'stopping'
  if (intent === 'suspended') return 'suspending'
  switch (run.power) {
    case 'waiting':
    case 'starting':
      return coming
    case 'running':
      return halted ? 'paused' : 'running'
    case 'stopping':
      return 'stopping'
  }
}

/** From which states each verb is allowed. The API, the portal and the CLI all read this table. */
export const vmCan = {
  start: from('stopped', 'suspended', 'failed'),
  stop: from('starting', 'resuming', 'running', 'paused', 'unknown'),
  suspend: from('running'),
  resume: from('suspended'),
  /** Also from a machine that is suspended: its memory is given up, and it boots next. */
  powerOff: from('suspended', 'starting', 'resuming', 'running', 'paused', 'suspending', 'stopping', 'unknown'),
  reset: from('running'),
  delete: from(
    'stopped',
    'suspended',
    'starting',
    'resuming',
    'running',
    'paused',
    'suspending',
    'stopping',
    'failed',
    'unknown',
  ),
  /** Cores, memory, firmware, profile: what QEMU takes only at its start. */
  rebuild: from('stopped', 'failed'),
  /** Disks, interfaces and media: at once where it can be hot-plugged. */
  rewire: from('stopped', 'running', 'failed'),
  watch: from('starting', 'resuming', 'running', 'paused', 'suspending', 'stopping'),
  exec: from('running'),
} as const satisfies Record<string, (state: VmState) => boolean>

function from(...states: VmState[]): (state: VmState) => boolean {
  return state => states.includes(state)
}

export type Decision = 'begin' | 'nothing-to-do' | 'refuse'

export function decideVmStart(state: VmState): Decision {
  switch (state) {
    case 'stopped':
    case 'suspended':
    case 'failed':
      return 'begin'
    case 'starting':
    case 'resuming':
    case 'running':
    case 'paused':
      return 'nothing-to-do'
    case 'suspending':
    case 'stopping':
    case 'unknown':
    case 'deleting':
      return 'refuse'
  }
}

export function decideVmStop(state: VmState): Decision {
  switch (state) {
    case 'starting':
    case 'resuming':
    case 'running':
    case 'paused':
    case 'unknown':
      return 'begin'
    case 'stopped':
    case 'suspended':
    case 'suspending':
    case 'stopping':
    case 'failed':
      return 'nothing-to-do'
    case 'deleting':
      return 'refuse'
  }
}

/** What a wish to suspend does to a machine. One that is down has nothing to keep, and stays down. */
export function decideVmSuspend(state: VmState): Decision {
  switch (state) {
    case 'running':
      return 'begin'
    case 'suspending':
    case 'suspended':
    case 'stopped':
    case 'failed':
      return 'nothing-to-do'
    case 'starting':
    case 'resuming':
    case 'paused':
    case 'stopping':
    case 'unknown':
    case 'deleting':
      return 'refuse'
  }
}
