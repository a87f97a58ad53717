import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useLocation, useParams } from '@tanstack/react-router'
import { labQuery } from '../../lab/labQuery.ts'
import { NoLab } from '../../lab/NoLab.tsx'
import { LabContext } from '../../lab/useLab.ts'
import { useWatchLab } from '../../lab/useWatchLab.ts'
import { Empty } from '../../shell/Empty.tsx'
import { Waiting } from '../../shell/Waiting.tsx'
import { LabFacts } from './LabFacts.tsx'
import { LabHead } from './LabHead.tsx'
import classes from './LabPage.module.css'
import { LabPanels } from './LabPanels.tsx'
import { LabTabs } from './LabTabs.tsx'

/** A lab: what it is called, how it is, and its tabs, each with an address of its own. */
export function LabPage() {
  const { lab: id } = useParams({ from: '/signed-in/shell/labs/$lab' })
  const gone = useWatchLab(id)
  const reading = useQuery({ ...labQuery(id), enabled: !gone })
  const { data: lab, error, isPending } = reading
  // A picture and a tree need all the room there is.
  const isWide = /\/(topology|snapshots)$/.test(useLocation().pathname)

  if (gone) return <Gone name={lab?.name ?? 'The lab'} />
  if (error && !lab) return <NoLab of={reading} />
  if (isPending || !lab) return <Waiting rows={5} />
  return (
    <LabContext value={lab}>
      <LabHead />
      <LabTabs />
      <div className={classes.columns} data-wide={isWide}>
        <div className={classes.things}>
          <Outlet />
        </div>
        {!isWide && <LabFacts />}
      </div>
      <LabPanels />
    </LabContext>
  )
}

function Gone({ name }: { name: string }) {
  return (
    <Empty action={<Button renderRoot={props => <Link to="/labs" {...props} />}>Go to the labs</Button>}>
      {name} is deleted. If it is in the trash, it can be restored from there.
    </Empty>
  )
}
