import { vmCan } from '@paddock/model'
import type { VmView } from '@paddock/sdk'
import { paddock } from '../api/paddock.ts'
import type { Verb } from '../power/verb.ts'
import { vmWords } from '../state/states.ts'

/** The power verbs of a machine as its state allows them, the one that fits first. */
export function vmVerbs(vm: VmView): Verb[] {
  const { id, name, state } = vm
  const whyNot = `Not while it is: ${vmWords(state).toLowerCase()}`
  const resume: Verb = {
    id: 'resume',
    words: 'Resume',
    hint: 'It goes on where it was',
    allowed: vmCan.resume(state),
    whyNot: vmCan.resume(state) ? whyNot : 'It is not suspended',
    run: () => paddock.vm.resume({ vm: id }),
  }
  const cold: Verb = {
    id: 'start-cold',
    words: 'Start cold',
    hint: 'It boots from its disks, without its stored memory',
    allowed: vmCan.start(state),
    whyNot,
    run: () => paddock.vm.start({ vm: id, cold: true }),
    confirm: {
      title: `Start ${name} cold?`,
      loss: 'It boots from its disks, as after a power cut. The memory that is stored of it is given up.',
    },
  }
  const unfit = vm.reason?.code === 'memory-unfit'
  return [
    ...(unfit ? [cold] : []),
    ...(state === 'suspended' ? [resume] : []),
    { id: 'start', words: 'Start', allowed: vmCan.start(state), whyNot, run: () => paddock.vm.start({ vm: id }) },
    ...(state === 'suspended' && !unfit ? [cold] : []),
    {
      id: 'stop',
      words: 'Shut down',
      hint: 'Asks the guest; after 90 s by force',
      allowed: vmCan.stop(state),
      whyNot,
      run: () => paddock.vm.stop({ vm: id }),
    },
    {
      id: 'suspend',
      words: 'Suspend',
      hint: 'Stores its memory; it goes on where it is now',
      allowed: vmCan.suspend(state),
      whyNot,
      run: () => paddock.vm.suspend({ vm: id }),
    },
    {
      id: 'power-off',
      words: 'Power off',
      hint: 'At once; the guest loses what it did not save',
      allowed: vmCan.powerOff(state),
      whyNot,
      run: () => paddock.vm.powerOff({ vm: id }),
      confirm: {
        title: `Power off ${name}?`,
        loss:
          state === 'suspended'
            ? 'It loses the memory that is stored of it, and boots next.'
            : 'It loses power at once. What the guest has not written to disk is lost.',
      },
    },
    {
      id: 'reset',
      words: 'Reset',
      hint: 'Presses the reset button',
      allowed: vmCan.reset(state),
      whyNot,
      run: () => paddock.vm.reset({ vm: id }),
      confirm: {
        title: `Reset ${name}?`,
        loss: 'It starts again at once. What the guest has not written to disk is lost.',
      },
    },
  ]
}
