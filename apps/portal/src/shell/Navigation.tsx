import { UnstyledButton } from '@mantine/core'
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useMe } from '../session/useMe.ts'
import { MorePlaces } from './MorePlaces.tsx'
import classes from './Navigation.module.css'
import { placesOf } from './places.ts'

/** How many places a phone's bar holds, “More” among them. */
const roomOfPhone = 5

type NavigationProps = { folded: boolean; fold: () => void }

/** The places of the portal. What a person may not see isn't there; on a phone, what is seldom asked for stands under “More”. */
export function Navigation({ folded, fold }: NavigationProps) {
  const me = useMe()
  const words = folded ? 'Unfold the side bar' : 'Fold the side bar'
  const Fold = folded ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse
  const places = placesOf(me)
  const seldom = places.length > roomOfPhone ? places.filter(place => place.seldom) : []
  return (
    <nav className={classes.nav} aria-label="Main" data-folded={folded}>
      {places.map(place => {
        const { to, words, Icon } = place
        return (
          <Link
            key={to}
            to={to}
            className={classes.item}
            data-under-more={seldom.includes(place)}
            activeOptions={{ exact: to === '/', includeSearch: false }}
            title={folded ? words : undefined}
          >
            <Icon size={20} stroke={1.7} aria-hidden="true" />
            <span>{words}</span>
          </Link>
        )
      })}
      {seldom.length > 0 ? <MorePlaces places={seldom} /> : null}
      <UnstyledButton className={classes.fold} onClick={fold} aria-label={words} title={words}>
        <Fold size={20} stroke={1.7} aria-hidden="true" />
      </UnstyledButton>
    </nav>
  )
}
