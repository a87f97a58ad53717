import type { SnapshotView } from '@paddock/sdk'
import type { Branch } from '../../../snapshot/treeOf.ts'
import { SnapshotNode } from './SnapshotNode.tsx'
import classes from './SnapshotsTab.module.css'

/** A snapshot, and to its right what was taken from there on. */
export function SnapshotBranch({ branch: { snapshot, next } }: { branch: Branch<SnapshotView> }) {
  return (
    <li className={classes.branch}>
      <SnapshotNode snapshot={snapshot} />
      {next.length > 0 && (
        <ul className={classes.next} data-single={next.length === 1} aria-label={`Taken after ${snapshot.name}`}>
          {next.map(each => (
            <SnapshotBranch key={each.snapshot.id} branch={each} />
          ))}
        </ul>
      )}
    </li>
  )
}
