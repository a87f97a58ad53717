import type { LabSummary } from '@paddock/sdk'
import { Link } from '@tanstack/react-router'
import { LabChip } from '../../state/LabChip.tsx'
import { count } from '../../text/quantity.ts'
import classes from './Home.module.css'
import { Part } from './Part.tsx'

const shownAtMost = 3

/** Labs that failed or that nobody hears of, and why. Nothing while all is well. */
export function Troubles({ labs }: { labs: readonly LabSummary[] }) {
  const troubled = labs.filter(lab => lab.state === 'failed' || lab.state === 'unknown')
  if (troubled.length === 0) return null
  const only = troubled.every(lab => lab.state === troubled[0]?.state) ? troubled[0]?.state : undefined
  return (
    <Part
      title="Needs you"
      to="/labs"
      search={only === 'failed' || only === 'unknown' ? { state: only } : { sort: 'state' }}
      all={troubled.length > shownAtMost && `All ${count(troubled.length, 'lab')}`}
    >
      <ul className={classes.troubles}>
        {troubled.slice(0, shownAtMost).map(lab => (
          <li key={lab.id}>
            <Link to="/labs/$lab" params={{ lab: lab.id }}>
              <span className={classes.lineName}>{lab.name}</span>
              <LabChip lab={lab} />
              <span className={classes.why}>{lab.reason?.message}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Part>
  )
}
