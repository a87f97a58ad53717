import type { VmState } from '@paddock/model'
import { StateMark } from './StateMark.tsx'
import classes from './state.module.css'
import { vmLook, vmWords } from './states.ts'

/** A lab's machines as a row of marks, each named on hover. */
export function VmDots({ vms }: { vms: readonly { id: string; name: string; state: VmState }[] }) {
  return (
    <span className={classes.dots} aria-hidden="true">
      {vms.map(vm => (
        <span
          key={vm.id}
          className={classes.dot}
          data-look={vmLook(vm.state)}
          title={`${vm.name}: ${vmWords(vm.state)}`}
        >
          <StateMark look={vmLook(vm.state)} />
        </span>
      ))}
    </span>
  )
}
