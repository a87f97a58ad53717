import { useIntersection } from '@mantine/hooks'
import { type LabId, vmCan } from '@paddock/model'
import type { VmView } from '@paddock/sdk'
import { Link } from '@tanstack/react-router'
import { VmChip } from '../../state/VmChip.tsx'
import { Thumbnail } from '../../vm/Thumbnail.tsx'
import { LiveScreen } from './LiveScreen.tsx'
import classes from './Wall.module.css'

/** While the live screen lies over it, the picture below need not be renewed. */
const coveredSeconds = 3_600

type TileProps = { lab: LabId; vm: VmView; live: boolean }

/** One machine of the wall: its screen, and the way into it. */
export function Tile({ lab, vm, live }: TileProps) {
  const { ref, entry } = useIntersection<HTMLLIElement>({ rootMargin: '100px' })
  const watched = live && vmCan.watch(vm.state)
  return (
    <li ref={ref}>
      <Link to="/labs/$lab/vms/$vm/screen" params={{ lab, vm: vm.id }} className={classes.tile} data-card>
        <span className={classes.picture}>
          <Thumbnail vm={vm} {...(watched ? { everySeconds: coveredSeconds } : {})} />
          {watched && entry?.isIntersecting && <LiveScreen vm={vm.id} cue={vm.state} />}
        </span>
        <span className={classes.name}>
          <span>{vm.name}</span>
          <VmChip state={vm.state} />
        </span>
      </Link>
    </li>
  )
}
