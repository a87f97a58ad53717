import type { LabSummary } from '@paddock/sdk'
import { Link } from '@tanstack/react-router'
import { Mark } from '../../state/Mark.tsx'
import { labLook, labWords } from '../../state/states.ts'
import classes from './Home.module.css'

type LabLinesProps = { labs: readonly LabSummary[]; project?: boolean }

/** Labs as lines that lead to them. */
export function LabLines({ labs, project = false }: LabLinesProps) {
  return (
    <ul className={classes.lines}>
      {labs.map(lab => (
        <li key={lab.id}>
          <Link to="/labs/$lab" params={{ lab: lab.id }}>
            <Mark look={labLook(lab.state)} />
            <span className={classes.lineName}>{lab.name}</span>
            {project && <span className={classes.lineProject}>{lab.project.name}</span>}
            <span className={classes.lineBeside}>{labWords(lab.state, lab.vms)}</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
