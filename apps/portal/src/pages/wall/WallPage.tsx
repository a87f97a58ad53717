import { ActionIcon, Tooltip } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { IconArrowLeft, IconArrowsMaximize, IconArrowsMinimize } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { LabGone } from '../../console/LabGone.tsx'
import { labQuery } from '../../lab/labQuery.ts'
import { labVerbs } from '../../lab/labVerbs.ts'
import { NoLab } from '../../lab/NoLab.tsx'
import { useWatchLab } from '../../lab/useWatchLab.ts'
import { LiveBar } from '../../live/LiveBar.tsx'
import { PowerButton } from '../../power/PowerButton.tsx'
import { may } from '../../session/may.ts'
import { useMe } from '../../session/useMe.ts'
import { LabChip } from '../../state/LabChip.tsx'
import { moveBetweenCards } from '../../vm/moveBetweenCards.ts'
import { useFullScreen } from '../screen/useFullScreen.ts'
import { Tile } from './Tile.tsx'
import classes from './Wall.module.css'

/** So many consoles a page can carry with ease; the others are shown as pictures. */
const liveAtOnce = 24

/** The screens of a lab's machines side by side, live. */
export function WallPage() {
  const { lab: id } = useParams({ from: '/signed-in/labs/$lab/wall' })
  const me = useMe()
  const gone = useWatchLab(id)
  const reading = useQuery({ ...labQuery(id), enabled: !gone })
  const { data: lab, error } = reading
  const { fullscreen, toggle } = useFullScreen()
  useDocumentTitle(lab ? `Consoles · ${lab.name}` : 'Consoles')
  if (error && !lab)
    return (
      <main className={classes.trouble}>
        <NoLab of={reading} />
      </main>
    )
  if (!lab) return <div className={classes.page} />
  if (gone) return <LabGone name={lab.name} />
  const full = fullscreen ? 'Leave full screen' : 'Full screen'
  return (
    <div className={classes.page}>
      <LiveBar />
      <section aria-label="Lab" className={classes.bar}>
        <Tooltip label={`Back to ${lab.name}`}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            aria-label={`Back to ${lab.name}`}
            renderRoot={root => <Link to="/labs/$lab" params={{ lab: lab.id }} {...root} />}
          >
            <IconArrowLeft size={18} />
          </ActionIcon>
        </Tooltip>
        <h1 className={classes.title}>{lab.name}</h1>
        <LabChip lab={lab} />
        <div className={classes.tools}>
          {lab.vms.length > 0 && may(me, 'lab.operate', lab.project.id) && (
            <PowerButton verbs={labVerbs(lab)} of={lab.name} quiet size="xs" />
          )}
          {document.fullscreenEnabled && (
            <Tooltip label={full}>
              <ActionIcon variant="subtle" color="gray" size={36} aria-label={full} onClick={() => void toggle()}>
                {fullscreen ? <IconArrowsMinimize size={18} /> : <IconArrowsMaximize size={18} />}
              </ActionIcon>
            </Tooltip>
          )}
        </div>
      </section>
      <main>
        {lab.vms.length === 0 && <p className={classes.empty}>{lab.name} has no machines yet, and so no screens.</p>}
        <ul
          className={classes.wall}
          data-cards
          onKeyDown={moveBetweenCards}
          style={{ '--columns': Math.max(2, Math.ceil(Math.sqrt(lab.vms.length))) } as object}
        >
          {lab.vms.map((vm, at) => (
            <Tile key={vm.id} lab={lab.id} vm={vm} live={at < liveAtOnce} />
          ))}
        </ul>
      </main>
    </div>
  )
}
