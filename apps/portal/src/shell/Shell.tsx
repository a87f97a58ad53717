import { useDisclosure } from '@mantine/hooks'
import { Outlet, useNavigate, useParams } from '@tanstack/react-router'
import { lazy } from 'react'
import { useShellKeys } from '../keys/useShellKeys.ts'
import { LiveBar } from '../live/LiveBar.tsx'
import { useWatchAll } from '../live/useWatchAll.ts'
import { Palette } from '../palette/Palette.tsx'
import { useRememberLab } from '../recent/useRememberLab.ts'
import { useMe } from '../session/useMe.ts'
import { WorkDrawer } from '../work/WorkDrawer.tsx'
import { toggleWork, useWorkOpen } from '../work/workOpen.ts'
import { Late } from './Late.tsx'
import { Navigation } from './Navigation.tsx'
import { placesOf } from './places.ts'
import classes from './Shell.module.css'
import { TopBar } from './TopBar.tsx'
import { useFolded } from './useFolded.ts'

const KeysDialog = lazy(async () => ({ default: (await import('../keys/KeysDialog.tsx')).KeysDialog }))

/** What every page but the consoles stands in. */
export function Shell() {
  const me = useMe()
  const navigate = useNavigate()
  const { lab } = useParams({ strict: false }) as { lab?: string }
  // A lab's pages watch the lab, with a stream of their own: browsers allow six connections for all tabs together.
  useWatchAll(lab === undefined)
  useRememberLab(lab)
  const [folded, fold] = useFolded()
  const working = useWorkOpen()
  const [finding, find] = useDisclosure()
  const [keysShown, showKeys] = useDisclosure()

  useShellKeys({
    command: find.toggle,
    keys: {
      '?': showKeys.open,
      '/': () => document.querySelector<HTMLInputElement>('[data-find]')?.focus(),
      '[': fold,
      w: toggleWork,
      ...Object.fromEntries(placesOf(me).map(({ key, to }) => [`g ${key}`, () => void navigate({ to })])),
    },
  })

  return (
    <div className={classes.shell} data-folded={folded} data-work={working}>
      <a className={classes.skip} href="#main">
        Skip to the page
      </a>
      <LiveBar />
      <TopBar find={find.open} showKeys={showKeys.open} />
      <Navigation folded={folded} fold={fold} />
      <main id="main" className={classes.main} tabIndex={-1}>
        <Outlet />
      </main>
      <WorkDrawer />
      <Palette opened={finding} close={find.close} showKeys={showKeys.open} />
      <Late opened={keysShown}>{opened => <KeysDialog opened={opened} close={showKeys.close} />}</Late>
    </div>
  )
}
