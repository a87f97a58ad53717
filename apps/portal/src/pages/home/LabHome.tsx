import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { vmCan } from '@paddock/model'
import type { LabSummary } from '@paddock/sdk'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { CreateLabDialog } from '../../lab/CreateLabDialog.tsx'
import { LabCard } from '../../lab/LabCard.tsx'
import { labsQuery } from '../../lab/labsQuery.ts'
import { ReadProblem } from '../../problem/ReadProblem.tsx'
import { mayAnywhere } from '../../session/may.ts'
import { useMe } from '../../session/useMe.ts'
import { Empty } from '../../shell/Empty.tsx'
import { PageHead } from '../../shell/PageHead.tsx'
import { Waiting } from '../../shell/Waiting.tsx'
import { labLook } from '../../state/states.ts'
import classes from './Home.module.css'
import { LabLines } from './LabLines.tsx'
import { LibraryShelf } from './LibraryShelf.tsx'
import { Part } from './Part.tsx'
import { Projects } from './Projects.tsx'
import { RecentLabs } from './RecentLabs.tsx'
import { Troubles } from './Troubles.tsx'
import { Usage } from './Usage.tsx'

const cardsAtMost = 6
const linesAtMost = 6
const none: never[] = []

/** Home of somebody who works in labs: theirs first, with their screens. */
export function LabHome() {
  const me = useMe()
  const reading = useQuery(labsQuery)
  const { data: labs = none, isPending, isSuccess } = reading
  const [creating, create] = useDisclosure()
  const mine = labs.filter(lab => lab.owner.id === me.user.id).sort(byUse)
  // Somebody who was handed labs, and owns none, works in those.
  const first = mine.length > 0 ? mine : [...labs].sort(byUse)
  const seen = first.filter(isLive).slice(0, cardsAtMost)
  const others = first.filter(lab => !isLive(lab)).slice(0, linesAtMost)
  const button = mayAnywhere(me, 'lab.create') && (
    <Button leftSection={<IconPlus size={16} />} onClick={create.open}>
      Create a lab
    </Button>
  )

  return (
    <>
      <PageHead title="Home" actions={labs.length > 0 && button} />
      <ReadProblem of={reading} />
      {isPending && <Waiting rows={2} height={230} />}
      {isSuccess && (
        <div className={classes.columns}>
          <div className={classes.main}>
            <Troubles labs={labs} />
            <Part
              title={mine.length > 0 ? 'My labs' : 'Labs'}
              to="/labs"
              search={mine.length > 0 && mine.length < labs.length ? { owner: me.user.id } : {}}
              all={first.length > seen.length + others.length && `All ${first.length}`}
            >
              {labs.length === 0 && (
                <Empty action={button}>
                  A lab is a set of machines and networks behind a fence. Make your first one from a template.
                </Empty>
              )}
              {seen.length > 0 && (
                <ul className={classes.cards}>
                  {seen.map(lab => (
                    <li key={lab.id}>
                      <LabCard lab={lab} screens={4} />
                    </li>
                  ))}
                </ul>
              )}
              {others.length > 0 && <LabLines labs={others} project />}
            </Part>
            <LibraryShelf />
          </div>
          <aside className={classes.rail} aria-label="At a glance">
            {labs.length > 0 && <Usage labs={labs} />}
            <RecentLabs labs={labs} />
            <Projects labs={labs} />
          </aside>
        </div>
      )}
      <CreateLabDialog opened={creating} close={create.close} />
    </>
  )
}

/** Of a lab that nothing runs in there is nothing to see: a line says it. */
const isLive = (lab: LabSummary): boolean => lab.vms.some(vm => vmCan.watch(vm.state))

const order = ['moving', 'running', 'mixed', 'paused', 'failed', 'unknown', 'suspended', 'stopped', 'empty']

/** What runs first, then the newest. */
const byUse = (a: LabSummary, b: LabSummary): number =>
  order.indexOf(labLook(a.state)) - order.indexOf(labLook(b.state)) || (a.id < b.id ? 1 : -1)
