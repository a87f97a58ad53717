import { Text, Title } from '@mantine/core'
import type { SnapshotView } from '@paddock/sdk'
import { StateChip } from '../../../state/StateChip.tsx'
import { Ago } from '../../../text/Ago.tsx'
import { bytes, count } from '../../../text/quantity.ts'
import { SnapshotActions } from './SnapshotActions.tsx'
import { SnapshotHanging } from './SnapshotHanging.tsx'
import { SnapshotPictures } from './SnapshotPictures.tsx'
import classes from './SnapshotsTab.module.css'

/** One moment of the lab: when, by whom, what it took and takes, and what can be done with it. */
export function SnapshotNode({ snapshot }: { snapshot: SnapshotView }) {
  const { name, description, state, reason, takenAt, author, vms, current } = snapshot
  const ran = vms.filter(vm => vm.ran)
  const pauses = vms.flatMap(vm => (vm.pauseMs === null ? [] : [vm.pauseMs]))
  return (
    <article className={classes.node} data-current={current} data-snapshot={name}>
      <div className={classes.head}>
        <Title order={3} size="h4">
          {name}
        </Title>
        {current && <span className={classes.here}>The lab is here</span>}
      </div>
      {state === 'taking' && <StateChip look="moving" words="Being taken" />}
      {state === 'failed' && <StateChip look="failed" words="Not taken" />}
      {reason && <Text size="sm">{reason.message}</Text>}
      {description !== '' && <Text size="sm">{description}</Text>}
      <Text size="sm" c="dimmed">
        {takenAt !== null && <Ago moment={takenAt} inherit />} by {author.name}
      </Text>
      <SnapshotPictures snapshot={snapshot} />
      <dl className={classes.facts}>
        <Fact name="Machines">
          {count(vms.length, 'machine')}, {ran.length} ran
        </Fact>
        <Fact name="Holds">{vms.some(vm => vm.memory) ? 'Disks and memory' : 'Disks'}</Fact>
        {pauses.length > 0 && <Fact name="Held up for">{`${Math.max(...pauses).toFixed(0)} ms`}</Fact>}
        <Fact name="Its own">{bytes(snapshot.ownBytes)}</Fact>
        {snapshot.sharedBytes > 0 && <Fact name="Shared">{bytes(snapshot.sharedBytes)}</Fact>}
        {snapshot.copyCount > 0 && <Fact name="Copies">{snapshot.copyCount}</Fact>}
      </dl>
      <SnapshotHanging snapshot={snapshot} />
      <SnapshotActions snapshot={snapshot} />
    </article>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
