import { type LabId, type LabState, labCan, type VmState, vmCan } from '@paddock/model'
import { paddock } from '../api/paddock.ts'
import type { Verb } from '../power/verb.ts'
import { labWords } from '../state/states.ts'
import { count } from '../text/quantity.ts'

type Lab = {
  id: LabId
  name: string
  state: LabState
  reason: { code: string } | null
  vms: readonly { state: VmState }[]
}

/** The power verbs of a lab as its state allows them, the one that fits first: to rest a lab it is suspended, whatever else is possible. */
export function labVerbs(lab: Lab): Verb[] {
  const { id, name, state, vms } = lab
  const machines = (can: (state: VmState) => boolean) => {
    const able = vms.filter(vm => can(vm.state)).length
    return vms.length === 0 ? 'the lab' : count(able || vms.length, 'machine')
  }
  const whyNot = vms.length === 0 ? 'It has no machines' : `Not while it is: ${labWords(state, vms).toLowerCase()}`
  const start: Verb = {
    id: 'start',
    words: `Start ${machines(vmCan.start)}`,
    allowed: labCan.start(state),
    whyNot,
    run: () => paddock.lab.start({ lab: id }),
  }
  const cold: Verb = {
    id: 'start-cold',
    words: `Start ${machines(vmCan.start)} cold`,
    hint: 'They boot from their disks, without their stored memory',
    allowed: labCan.start(state),
    whyNot,
    run: () => paddock.lab.start({ lab: id, cold: true }),
    confirm: {
      title: `Start ${name} cold?`,
      loss: `Machines that are suspended boot from their disks, as after a power cut. The memory that is stored of them is given up.`,
    },
  }
  const suspend: Verb = {
    id: 'suspend',
    words: `Suspend ${machines(vmCan.suspend)}`,
    hint: 'Stores their memory; they go on where they are now',
    allowed: labCan.suspend(state) && vms.some(vm => vmCan.suspend(vm.state)),
    whyNot,
    run: () => paddock.lab.suspend({ lab: id }),
  }
  const resume: Verb = {
    id: 'resume',
    words: `Resume ${machines(vmCan.resume)}`,
    hint: 'They go on where they were',
    allowed: labCan.resume(state) && vms.some(vm => vmCan.resume(vm.state)),
    whyNot: vms.some(vm => vmCan.resume(vm.state)) ? whyNot : 'None of its machines is suspended',
    run: () => paddock.lab.resume({ lab: id }),
  }
  const stop: Verb = {
    id: 'stop',
    words: `Shut down ${machines(vmCan.stop)}`,
    hint: 'Asks each guest; after 90 s by force',
    allowed: labCan.stop(state),
    whyNot,
    run: () => paddock.lab.stop({ lab: id }),
  }
  const powerOff: Verb = {
    id: 'power-off',
    words: `Power off ${machines(vmCan.powerOff)}`,
    hint: 'At once; guests lose what they did not save',
    allowed: labCan.powerOff(state),
    whyNot,
    run: () => paddock.lab.powerOff({ lab: id }),
    confirm: {
      title: `Power off ${name}?`,
      loss:
        state === 'suspended'
          ? `${machines(vmCan.powerOff)} lose the memory that is stored of them, and boot next.`
          : `${machines(vmCan.powerOff)} lose power at once. What the guests have not written to disk is lost.`,
    },
  }
  const reset: Verb = {
    id: 'reset',
    words: `Reset ${machines(vmCan.reset)}`,
    hint: 'Presses the reset button of each',
    allowed: labCan.reset(state),
    whyNot,
    run: () => paddock.lab.reset({ lab: id }),
    confirm: {
      title: `Reset ${name}?`,
      loss: `${machines(vmCan.reset)} start again at once. What the guests have not written to disk is lost.`,
    },
  }
  const startFits = state === 'stopped' || state === 'mixed' || state === 'failed' || state === 'empty'
  if (lab.reason?.code === 'memory-unfit') return [cold, resume, powerOff, suspend, stop, reset]
  if (state === 'suspended') return [resume, powerOff, suspend, stop, reset, start, cold]
  return startFits ? [start, resume, suspend, stop, powerOff, reset] : [suspend, stop, powerOff, reset, start, resume]
}

/** The same for where the machines stand beside the button: "Start" is enough. */
export const shortLabVerbs = (lab: Lab): Verb[] =>
  labVerbs(lab).map(verb => ({ ...verb, words: verb.words.replace(/ (the lab|[\d,]+ machines?)(?= cold$|$)/, '') }))
