import type { LabState, VmState } from '@paddock/model'

/** How a state looks: which colour, and which mark for those who don't see it. */
export type Look = 'running' | 'moving' | 'paused' | 'suspended' | 'stopped' | 'failed' | 'unknown' | 'mixed' | 'empty'

export function vmLook(state: VmState): Look {
  switch (state) {
    case 'starting':
    case 'resuming':
    case 'suspending':
    case 'stopping':
    case 'deleting':
      return 'moving'
    case 'running':
    case 'paused':
    case 'stopped':
    case 'suspended':
    case 'failed':
    case 'unknown':
      return state
  }
}

export function labLook(state: LabState): Look {
  switch (state) {
    case 'empty':
    case 'mixed':
      return state
    case 'reverting':
      return 'moving'
    case 'starting':
    case 'resuming':
    case 'suspending':
    case 'stopping':
    case 'deleting':
    case 'running':
    case 'paused':
    case 'stopped':
    case 'suspended':
    case 'failed':
    case 'unknown':
      return vmLook(state)
  }
}

export function vmWords(state: VmState): string {
  switch (state) {
    case 'starting':
      return 'Starting'
    case 'resuming':
      return 'Resuming'
    case 'suspending':
      return 'Suspending'
    case 'stopping':
      return 'Stopping'
    case 'deleting':
      return 'Deleting'
    case 'running':
      return 'Running'
    case 'paused':
      return 'Paused'
    case 'stopped':
      return 'Stopped'
    case 'suspended':
      return 'Suspended'
    case 'failed':
      return 'Failed'
    case 'unknown':
      return 'Host silent'
  }
}

/** For a lab: its state, and how many of its machines run when not all or none do. */
export function labWords(state: LabState, vms: readonly { state: VmState }[]): string {
  const running = vms.filter(vm => vm.state === 'running').length
  switch (state) {
    case 'empty':
      return 'No machines'
    case 'mixed':
      return `${running} of ${vms.length} running`
    case 'starting':
    case 'resuming':
      return vms.length > 1 ? `${vmWords(state)} · ${running} of ${vms.length} running` : vmWords(state)
    case 'failed': {
      const failed = vms.filter(vm => vm.state === 'failed').length
      return vms.length > 1 ? `${failed} of ${vms.length} failed` : 'Failed'
    }
    case 'paused': {
      const paused = vms.filter(vm => vm.state === 'paused').length
      return vms.length > 1 ? `${paused} of ${vms.length} paused` : 'Paused'
    }
    case 'reverting':
      return 'Reverting to a snapshot'
    case 'suspending':
    case 'stopping':
    case 'deleting':
    case 'running':
    case 'stopped':
    case 'suspended':
    case 'unknown':
      return vmWords(state)
  }
}

/** A look by itself, as in a filter. */
export function lookWords(look: Look): string {
  switch (look) {
    case 'running':
      return 'Running'
    case 'moving':
      return 'On the move'
    case 'paused':
      return 'Paused'
    case 'suspended':
      return 'Suspended'
    case 'stopped':
      return 'Stopped'
    case 'failed':
      return 'Failed'
    case 'unknown':
      return 'Host silent'
    case 'mixed':
      return 'Partly running'
    case 'empty':
      return 'No machines'
  }
}
