import { Menu, UnstyledButton } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { Link, useLocation } from '@tanstack/react-router'
import classes from './Navigation.module.css'
import type { Place } from './places.ts'

/** The places that a phone's bar has no room for. */
export function MorePlaces({ places }: { places: readonly Place[] }) {
  const here = useLocation({ select: ({ pathname }) => places.find(({ to }) => pathname.startsWith(to))?.to })
  return (
    <Menu position="top-end" width={200}>
      <Menu.Target>
        <UnstyledButton className={`${classes.item} ${classes.more}`} data-status={here && 'active'}>
          <IconDots size={20} stroke={1.7} aria-hidden="true" />
          <span>More</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {places.map(({ to, words, Icon }) => (
          <Menu.Item
            key={to}
            component={Link}
            to={to}
            className={classes.underMore}
            {...(to === here ? { 'aria-current': 'page' as const } : {})}
            leftSection={<Icon size={20} stroke={1.7} aria-hidden="true" />}
          >
            {words}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
