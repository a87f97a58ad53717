import { UnstyledButton } from '@mantine/core'
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useMe } from '../session/useMe.ts'
import classes from './Navigation.module.css'
import { placesOf } from './places.ts'

type NavigationProps = { folded: boolean; fold: () => void }

/** The places of the portal. What a person may not see isn't there. */
export function Navigation({ folded, fold }: NavigationProps) {
  const me = useMe()
  const words = folded ? 'Unfold the side bar' : 'Fold the side bar'
  const Fold = folded ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse
  return (
    <nav className={classes.nav} aria-label="Main" data-folded={folded}>
      {placesOf(me).map(({ to, words, Icon }) => (
        <Link
          key={to}
          to={to}
          className={classes.item}
          activeOptions={{ exact: to === '/', includeSearch: false }}
          title={folded ? words : undefined}
        >
          <Icon size={20} stroke={1.7} aria-hidden="true" />
          <span>{words}</span>
        </Link>
      ))}
      <UnstyledButton className={classes.fold} onClick={fold} aria-label={words} title={words}>
        <Fold size={20} stroke={1.7} aria-hidden="true" />
      </UnstyledButton>
    </nav>
  )
}
