import { Outlet } from '@tanstack/react-router'
import { LiveBar } from '../live/LiveBar.tsx'
import { Navigation } from './Navigation.tsx'
import classes from './Shell.module.css'
import { TopBar } from './TopBar.tsx'

/** What every page but the consoles stands in. */
export function Shell() {
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        Skip to the page
      </a>
      <LiveBar />
      <TopBar />
      <Navigation />
      <main id="main" className={classes.main} tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  )
}
