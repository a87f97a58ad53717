import type { LabView } from '@paddock/sdk'

export type Vm = LabView['vms'][number]

/** How far one machine is on its way to where it should be. */
export type Progress = { is: 'there' } | { is: 'on-the-way' } | { is: 'failed'; why: string }

/** What is waited for, machine by machine. `seen` are the states that it was in since. */
export type Goal = (vm: Vm | undefined, seen: ReadonlySet<Vm['state']>) => Progress

const there: Progress = { is: 'there' }
const onTheWay: Progress = { is: 'on-the-way' }

const cameUp = ['starting', 'resuming', 'running'] as const

/** It runs. A machine that came up and went down again has failed to. */
export const running: Goal = (vm, seen) => {
  switch (vm?.state) {
    case 'running':
      return there
    case 'paused':
    case 'failed':
      return { is: 'failed', why: vm.reason?.message ?? 'It failed.' }
    case 'deleting':
    case undefined:
      return { is: 'failed', why: 'It was deleted meanwhile.' }
    case 'stopped':
    case 'suspended':
      return cameUp.some(state => seen.has(state)) ? { is: 'failed', why: 'It stopped again.' } : onTheWay
    case 'starting':
    case 'resuming':
    case 'suspending':
    case 'stopping':
    case 'unknown':
      return onTheWay
  }
}

/** It does not run any more, whyever. */
export const stopped: Goal = vm => {
  switch (vm?.state) {
    case 'stopped':
    case 'suspended':
    case 'failed':
    case undefined:
      return there
    case 'starting':
    case 'resuming':
    case 'running':
    case 'paused':
    case 'suspending':
    case 'stopping':
    case 'unknown':
    case 'deleting':
      return onTheWay
  }
}

/** It is suspended, or was down before. One that runs again could not be. */
export const suspended: Goal = (vm, seen) => {
  switch (vm?.state) {
    case 'suspended':
    case 'stopped':
    case 'failed':
      return seen.has('suspending') && vm.state !== 'suspended'
        ? { is: 'failed', why: vm.reason?.message ?? 'It stopped meanwhile.' }
        : there
    case 'running':
      return { is: 'failed', why: vm.reason?.message ?? 'It was started again.' }
    case 'deleting':
    case undefined:
      return { is: 'failed', why: 'It was deleted meanwhile.' }
    case 'starting':
    case 'resuming':
    case 'paused':
    case 'suspending':
    case 'stopping':
    case 'unknown':
      return onTheWay
  }
}

/** It is gone, with its lab or by itself. */
export const gone: Goal = vm => (vm === undefined ? there : onTheWay)
