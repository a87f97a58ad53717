import type { VmView } from '@paddock/sdk'

/** Why a machine has nothing to show in the state that it is in. */
export function whyNothing({ name, state, step, reason }: Pick<VmView, 'name' | 'state' | 'step' | 'reason'>): string {
  const because = reason ? ` ${reason.message}` : ''
  switch (state) {
    case 'stopped':
      return `${name} is stopped.${because}`
    case 'suspended':
      return `${name} is suspended: resumed, it goes on where it was.${because}`
    case 'paused':
      return `${name} is paused.${because}`
    case 'failed':
      return `${name} has failed.${because}`
    case 'unknown':
      return `The host of ${name} is silent. The machine may well run: its console comes back with the host.${because}`
    case 'deleting':
      return `${name} is being deleted.`
    case 'starting':
      return `${name} is starting${step && `: ${step.toLowerCase()}`}.`
    case 'resuming':
      return `${name} is resuming${step && `: ${step.toLowerCase()}`}.`
    case 'suspending':
      return `${name} is being suspended${step && `: ${step.toLowerCase()}`}. Its console comes back when it is resumed.`
    case 'stopping':
      return `${name} is stopping${step && `: ${step.toLowerCase()}`}.`
    case 'running':
      return `${name} is running.`
  }
}
