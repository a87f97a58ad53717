import type { LabSummary } from '@paddock/sdk'
import { Link } from '@tanstack/react-router'
import { LabChip } from '../state/LabChip.tsx'
import { Bar } from './Bar.tsx'
import classes from './Work.module.css'

/** A lab on the move: how many of its machines are where it goes. */
export function LabWork({ lab }: { lab: LabSummary }) {
  const up = lab.state === 'starting' || lab.state === 'resuming'
  const goal = up ? 'running' : lab.state === 'suspending' ? 'suspended' : 'stopped'
  const there = lab.vms.filter(vm => vm.state === goal)
  return (
    <li className={classes.thing}>
      <div className={classes.line}>
        <Link to="/labs/$lab" params={{ lab: lab.id }} className={classes.link}>
          {lab.name}
        </Link>
        <LabChip lab={lab} brief />
      </div>
      {lab.vms.length > 1 && (
        <>
          <Bar part={there.length / lab.vms.length} name={`Progress of ${lab.name}`} />
          <span className={classes.small}>
            {there.length} of {lab.vms.length} {up ? 'run' : goal === 'suspended' ? 'are suspended' : 'are down'}
          </span>
        </>
      )}
    </li>
  )
}
