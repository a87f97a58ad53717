import type { Trouble } from '@paddock/host-api'
import { Problem } from '@paddock/model'
import { diskFull } from './disk-full.ts'
import type { Step } from './step.ts'

/** What a person reads of a step that failed. A driver's own problem is passed on; any other cause stays in the operator's log. */
export function troubleOf(step: Step, cause: unknown): Trouble {
  const told = cause instanceof Problem ? cause : diskFull(cause)
  if (told !== null) return { code: told.code, message: told.message }
  switch (step.do) {
    case 'make-layer':
    case 'seal-layer':
    case 'remove-layer':
    case 'remove-memory':
      return { code: 'image-not-made', message: "The image could not be made. The host's log says why." }
    case 'merge-layer':
      return {
        code: 'image-not-made',
        message: "Layers could not be merged. Nothing is lost, and it is tried again; the host's log says why.",
      }
    case 'raise-fence':
    case 'lower-fence':
      return { code: 'not-available', message: "The lab's networks could not be set up. The host's log says why." }
    case 'make-volume':
    case 'remove-volume':
      return { code: 'not-available', message: "The disk could not be prepared. The host's log says why." }
    case 'start-machine':
      return { code: 'start-failed', message: "The machine could not be started. The host's log says why." }
    case 'update-machine':
      return { code: 'not-available', message: "The machine's devices could not be changed. The host's log says why." }
    case 'stop-machine':
    case 'end-machine':
    case 'forget-machine':
      return { code: 'not-available', message: "The machine could not be ended. The host's log says why." }
    case 'take-snapshot':
    case 'fail-snapshot':
    case 'forget-snapshot':
      return { code: 'snapshot-failed', message: 'The snapshot could not be taken. The machines go on.' }
    case 'go-on':
      return { code: 'not-available', message: "The machine does not go on. The host's log says why." }
    case 'wait':
      return { code: 'bug', message: 'Waiting failed.' }
  }
}

/** How long after its n-th failure a step is tried again. Images take minutes, so they are not hurried. */
export function backOffMs(step: Step, attempts: number): number {
  const [first, longest] = step.do === 'make-layer' || step.do === 'merge-layer' ? [10_000, 600_000] : [500, 60_000]
  return Math.min(first * 2 ** (attempts - 1), longest)
}
