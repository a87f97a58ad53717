import type { SnapshotView } from '@paddock/sdk'
import { useMayLab } from '../../../lab/useMayLab.ts'
import classes from './SnapshotsTab.module.css'

/** So many fit beside each other twice; the others are counted. */
const shown = 4

/** What screens showed at the instant. */
export function SnapshotPictures({ snapshot: { id, name, vms } }: { snapshot: SnapshotView }) {
  const may = useMayLab()
  const pictured = vms.filter(vm => vm.picture)
  if (pictured.length === 0 || !may.console) return null
  return (
    <ul className={classes.pictures} aria-label={`Screens at ${name}`}>
      {pictured.slice(0, shown).map(vm => (
        <li key={vm.id}>
          <img
            src={`/v1/snapshots/${id}/pictures/${vm.id}`}
            alt={`Screen of ${vm.name}`}
            loading="lazy"
            decoding="async"
          />
          <span>{vm.name}</span>
        </li>
      ))}
      {pictured.length > shown && <li className={classes.more}>and {pictured.length - shown} more</li>}
    </ul>
  )
}
