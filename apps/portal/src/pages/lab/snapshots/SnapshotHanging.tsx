import type { SnapshotView } from '@paddock/sdk'
import { Link } from '@tanstack/react-router'
import classes from './SnapshotsTab.module.css'

/** So many are named; the others are counted above. */
const named = 5

/** What was made from it: copies, and versions of templates. Later snapshots are seen in the tree. */
export function SnapshotHanging({ snapshot: { name, copies, copyCount, templates } }: { snapshot: SnapshotView }) {
  if (copies.length + templates.length === 0) return null
  const more = copyCount - Math.min(copies.length, named)
  return (
    <ul className={classes.hanging} aria-label={`Made from ${name}`}>
      {copies.slice(0, named).map(copy => (
        <li key={copy.id}>
          <Link to="/labs/$lab" params={{ lab: copy.id }}>
            {copy.name}
          </Link>
        </li>
      ))}
      {more > 0 && <li>and {more} more</li>}
      {templates.map(template => (
        <li key={`${template.id} ${template.version}`}>
          <Link to="/library" search={{ search: template.name }}>
            {template.name}
          </Link>
          , version {template.version}
        </li>
      ))}
    </ul>
  )
}
