import type { LabSummary } from '@paddock/sdk'
import { Link } from '@tanstack/react-router'
import { recentLabs } from '../../recent/recentLabs.ts'
import { useMe } from '../../session/useMe.ts'
import { Mark } from '../../state/Mark.tsx'
import { labLook, labWords } from '../../state/states.ts'
import classes from './Home.module.css'
import { Part } from './Part.tsx'

const shownAtMost = 6

/** The labs that were opened last in this browser. */
export function RecentLabs({ labs }: { labs: readonly LabSummary[] }) {
  const { user } = useMe()
  const byId = new Map(labs.map(lab => [lab.id as string, lab]))
  const recent = recentLabs(user.id)
    .flatMap(id => byId.get(id) ?? [])
    .slice(0, shownAtMost)
  if (recent.length === 0) return null
  return (
    <Part title="Recently used">
      <ul className={classes.lines}>
        {recent.map(lab => (
          <li key={lab.id}>
            <Link to="/labs/$lab" params={{ lab: lab.id }}>
              <Mark look={labLook(lab.state)} />
              <span className={classes.lineName}>{lab.name}</span>
              <span className={classes.lineBeside}>{labWords(lab.state, lab.vms)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Part>
  )
}
