import { IconBooks, IconServer2, IconStack2 } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { mayAnywhere } from '../session/may.ts'
import { useMe } from '../session/useMe.ts'
import classes from './Shell.module.css'

const places = [
  { to: '/labs', words: 'Labs', Icon: IconStack2, needs: 'lab.view' },
  { to: '/templates', words: 'Templates', Icon: IconBooks, needs: 'template.view' },
  { to: '/hosts', words: 'Hosts', Icon: IconServer2, needs: 'host.view' },
] as const

/** The places of the portal. What a person may not see isn't there. */
export function Navigation() {
  const me = useMe()
  return (
    <nav className={classes.nav} aria-label="Main">
      {places
        .filter(place => mayAnywhere(me, place.needs))
        .map(({ to, words, Icon }) => (
          <Link key={to} to={to} className={classes.item}>
            <Icon size={19} stroke={1.7} aria-hidden="true" />
            {words}
          </Link>
        ))}
    </nav>
  )
}
