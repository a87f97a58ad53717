import { vmCan } from '@paddock/model'
import type { LabSummary } from '@paddock/sdk'
import { IconFolder } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { projectsQuery } from '../../project/projectsQuery.ts'
import { count } from '../../text/quantity.ts'
import classes from './Home.module.css'
import { Part } from './Part.tsx'

const shownAtMost = 8

/** The projects that the person sees, and what runs in each. */
export function Projects({ labs }: { labs: readonly LabSummary[] }) {
  const projects = useQuery(projectsQuery).data ?? []
  if (projects.length === 0) return null
  const labsOf = Map.groupBy(labs, lab => lab.project.id)
  const shown = projects
    .toSorted((a, b) => (labsOf.get(b.id)?.length ?? 0) - (labsOf.get(a.id)?.length ?? 0))
    .slice(0, shownAtMost)
  return (
    <Part title="Projects" to="/labs" all={projects.length > shownAtMost && `All ${projects.length}`}>
      <ul className={classes.lines}>
        {shown.map(project => (
          <li key={project.id}>
            <Link to="/labs" search={{ project: project.id }}>
              <IconFolder size={17} stroke={1.7} aria-hidden="true" />
              <span className={classes.lineName}>{project.name}</span>
              <span className={classes.lineBeside}>{words(labsOf.get(project.id) ?? [])}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Part>
  )
}

function words(labs: readonly LabSummary[]): string {
  const running = labs.filter(lab => lab.vms.some(vm => vmCan.watch(vm.state))).length
  return running === 0 ? count(labs.length, 'lab') : `${running} of ${labs.length} running`
}
