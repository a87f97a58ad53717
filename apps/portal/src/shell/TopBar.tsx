import { Brand } from './Brand.tsx'
import { PersonMenu } from './PersonMenu.tsx'
import classes from './Shell.module.css'
import { ThemeSwitch } from './ThemeSwitch.tsx'
import { Where } from './Where.tsx'

export function TopBar() {
  return (
    <header className={classes.top}>
      <Brand />
      <Where />
      <ThemeSwitch />
      <PersonMenu />
    </header>
  )
}
