import { UnstyledButton } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { commandKey } from '../keys/commandKey.ts'
import { WorkButton } from '../work/WorkButton.tsx'
import { Brand } from './Brand.tsx'
import { PersonMenu } from './PersonMenu.tsx'
import classes from './TopBar.module.css'
import { Where } from './Where.tsx'

type TopBarProps = { find: () => void; showKeys: () => void }

/** Where the reader is, and what is at hand on every page. */
export function TopBar({ find, showKeys }: TopBarProps) {
  return (
    <header className={classes.top}>
      <Brand />
      <Where />
      <UnstyledButton className={classes.find} onClick={find}>
        <IconSearch size={17} stroke={1.7} aria-hidden="true" />
        <span>Search or command</span>
        <kbd>{commandKey} K</kbd>
      </UnstyledButton>
      <WorkButton />
      <PersonMenu showKeys={showKeys} />
    </header>
  )
}
