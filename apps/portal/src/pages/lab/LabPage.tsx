import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { labQuery } from '../../lab/labQuery.ts'
import { useWatchLab } from '../../lab/useWatchLab.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { Empty } from '../../shell/Empty.tsx'
import { PageHead } from '../../shell/PageHead.tsx'
import { Waiting } from '../../shell/Waiting.tsx'
import { LabChip } from '../../state/LabChip.tsx'
import { LabActions } from './LabActions.tsx'
import { LabFacts } from './LabFacts.tsx'
import classes from './LabPage.module.css'
import { MachineList } from './MachineList.tsx'
import { NetworkTable } from './NetworkTable.tsx'

export function LabPage() {
  const { lab: id } = useParams({ from: '/signed-in/shell/labs/$lab' })
  const gone = useWatchLab(id)
  const { data: lab, error, isPending } = useQuery({ ...labQuery(id), enabled: !gone })

  if (gone) return <Gone name={lab?.name ?? 'The lab'} />
  if (error && !lab) return <ProblemAlert error={error} />
  if (isPending || !lab) return <Waiting rows={5} />
  return (
    <>
      <PageHead
        title={lab.name}
        beside={<LabChip lab={lab} />}
        under={
          <>
            {lab.description && <Text className={classes.description}>{lab.description}</Text>}
            {lab.reason && (
              <Text c={lab.state === 'failed' ? 'var(--failed)' : 'dimmed'} mt={4}>
                {lab.reason.message} <span className="mono">({lab.reason.code})</span>
              </Text>
            )}
          </>
        }
        actions={<LabActions lab={lab} />}
      />
      <div className={classes.columns}>
        <div className={classes.things}>
          <MachineList lab={lab} />
          <NetworkTable lab={lab} />
        </div>
        <LabFacts lab={lab} />
      </div>
    </>
  )
}

function Gone({ name }: { name: string }) {
  return (
    <Empty action={<Button renderRoot={props => <Link to="/labs" {...props} />}>Go to the labs</Button>}>
      {name} is deleted, with its machines, networks and disks.
    </Empty>
  )
}
