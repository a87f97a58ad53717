import { Link } from '@tanstack/react-router'
import { useLab } from '../../lab/useLab.ts'
import classes from './LabTabs.module.css'

const tabs = [
  { to: '/labs/$lab', words: 'Machines' },
  { to: '/labs/$lab/topology', words: 'Topology' },
  { to: '/labs/$lab/snapshots', words: 'Snapshots' },
  { to: '/labs/$lab/networks', words: 'Networks' },
  { to: '/labs/$lab/activity', words: 'Activity' },
  { to: '/labs/$lab/settings', words: 'Settings' },
] as const

/** The sides of a lab. Links and not tabs of a widget: each has an address that can be opened and shared. */
export function LabTabs() {
  const lab = useLab()
  const counts: Partial<Record<(typeof tabs)[number]['words'], number>> = {
    Machines: lab.vms.length,
    Networks: lab.networks.length,
  }
  return (
    <nav className={classes.tabs} aria-label="Sides of the lab">
      {tabs.map(({ to, words }) => (
        <Link
          key={to}
          to={to}
          params={{ lab: lab.id }}
          activeOptions={{ exact: true, includeSearch: false }}
          className={classes.tab}
        >
          {words}
          {counts[words] !== undefined && <span className={classes.count}>{counts[words]}</span>}
        </Link>
      ))}
    </nav>
  )
}
