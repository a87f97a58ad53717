import type { LabSummary } from '@paddock/sdk'
import { Link } from '@tanstack/react-router'
import { LabChip } from '../state/LabChip.tsx'
import { Bar } from './Bar.tsx'
import classes from './Work.module.css'

/** A lab on the move: how many of its machines are where it goes. */
export function LabWork({ lab }: { lab: LabSummary }) {
  const there = lab.vms.filter(vm => (lab.state === 'starting' ? vm.state === 'running' : vm.state === 'stopped'))
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
            {there.length} of {lab.vms.length} {lab.state === 'starting' ? 'run' : 'are down'}
          </span>
        </>
      )}
    </li>
  )
}
