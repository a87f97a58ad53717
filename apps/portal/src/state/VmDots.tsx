import type { VmState } from '@paddock/model'
import { StateMark } from './StateMark.tsx'
import classes from './state.module.css'
import { vmLook, vmWords } from './states.ts'

type VmDotsProps = { vms: readonly { id: string; name: string; state: VmState }[]; atMost?: number }

/** A lab's machines as a row of marks, each named on hover; of many the first, and how many more there are. */
export function VmDots({ vms, atMost = 12 }: VmDotsProps) {
  const shown = vms.length > atMost ? vms.slice(0, atMost - 1) : vms
  return (
    <span className={classes.dots} aria-hidden="true">
      {shown.map(vm => (
        <span
          key={vm.id}
          className={classes.dot}
          data-look={vmLook(vm.state)}
          title={`${vm.name}: ${vmWords(vm.state)}`}
        >
          <StateMark look={vmLook(vm.state)} />
        </span>
      ))}
      {shown.length < vms.length && <span className={classes.more}>+{vms.length - shown.length}</span>}
    </span>
  )
}
