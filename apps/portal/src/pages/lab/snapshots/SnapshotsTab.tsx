import { Group, Text, Title } from '@mantine/core'
import { labCan } from '@paddock/model'
import { IconCamera } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLab } from '../../../lab/useLab.ts'
import { useMayLab } from '../../../lab/useMayLab.ts'
import { ReadProblem } from '../../../problem/ReadProblem.tsx'
import { Empty } from '../../../shell/Empty.tsx'
import { ReasonedButton } from '../../../shell/ReasonedButton.tsx'
import { Waiting } from '../../../shell/Waiting.tsx'
import { snapshotsQuery } from '../../../snapshot/snapshotsQuery.ts'
import { TakeSnapshotDialog } from '../../../snapshot/TakeSnapshotDialog.tsx'
import { treeOf } from '../../../snapshot/treeOf.ts'
import { labWords } from '../../../state/states.ts'
import { SnapshotBranch } from './SnapshotBranch.tsx'
import classes from './SnapshotsTab.module.css'

/** The lab as it was: a tree that grows to the right, each node a moment to go back to or to start copies of. */
export function SnapshotsTab() {
  const lab = useLab()
  const may = useMayLab()
  const [taking, setTaking] = useState(false)
  const snapshots = useQuery(snapshotsQuery(lab.id))
  const isBusy = snapshots.data?.some(one => one.state === 'taking') ?? false
  const whyNot = isBusy
    ? 'One is being taken'
    : labCan.snapshot(lab.state)
      ? null
      : `Not while it is: ${labWords(lab.state, lab.vms).toLowerCase()}`
  const take = may.snapshot && (
    <ReasonedButton size="xs" leftSection={<IconCamera size={15} />} whyNot={whyNot} press={() => setTaking(true)}>
      Take a snapshot…
    </ReasonedButton>
  )
  return (
    <section aria-labelledby="snapshots">
      <Group justify="space-between" mb={12}>
        <Title order={2} id="snapshots">
          Snapshots
        </Title>
        {snapshots.data?.length !== 0 && take}
      </Group>
      {snapshots.isPending && <Waiting rows={3} height={88} />}
      <ReadProblem of={snapshots} />
      {snapshots.data?.length === 0 && (
        <Empty action={take}>
          A snapshot keeps this lab as it is at one instant, running or not. Any number of copies start from it.
        </Empty>
      )}
      {snapshots.data !== undefined && snapshots.data.length > 0 && (
        <ul className={classes.roots}>
          {treeOf(snapshots.data).map(branch => (
            <SnapshotBranch key={branch.snapshot.id} branch={branch} />
          ))}
        </ul>
      )}
      {snapshots.data !== undefined && snapshots.data.length > 0 && lab.snapshotId === null && (
        <Text size="sm" c="dimmed" mt="sm">
          The lab stands at none of them.
        </Text>
      )}
      <TakeSnapshotDialog lab={lab} opened={taking} close={() => setTaking(false)} />
    </section>
  )
}
