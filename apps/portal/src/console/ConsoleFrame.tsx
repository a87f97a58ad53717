import { ActionIcon, Tooltip, VisuallyHidden } from '@mantine/core'
import { useDocumentTitle, useLocalStorage, useMediaQuery } from '@mantine/hooks'
import {
  IconArrowLeft,
  IconChevronDown,
  IconDeviceDesktop,
  IconInfoCircle,
  IconLayoutNavbarCollapse,
  IconLayoutNavbarExpand,
  IconPower,
  IconTerminal2,
} from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { LiveBar } from '../live/LiveBar.tsx'
import { usePower } from '../power/usePower.tsx'
import { VerbItem } from '../power/VerbItem.tsx'
import { may } from '../session/may.ts'
import { useMe } from '../session/useMe.ts'
import { VmChip } from '../state/VmChip.tsx'
import { vmVerbs } from '../vm/vmVerbs.ts'
import classes from './Console.module.css'
import type { ConsoleOf } from './ConsoleGate.tsx'
import { ConsoleTools } from './ConsoleTools.tsx'
import { DetailsPane } from './DetailsPane.tsx'
import { MachineSwitch } from './MachineSwitch.tsx'
import type { Tool } from './tool.ts'
import type { ToolMenu } from './toolMenu.ts'
import type { Bar } from './useBar.ts'
import { useConsoleSearch } from './useConsoleSearch.ts'
import { useEscape } from './useEscape.ts'
import { useVisibleHeight } from './useVisibleHeight.ts'

type ConsoleFrameProps = ConsoleOf & {
  kind: 'screen' | 'serial'
  bar: Bar
  /** Who is there besides, and what they do. */
  company?: ReactNode
  tools: readonly Tool[]
  menus?: readonly ToolMenu[]
  /** Puts the keyboard back into the machine. */
  enter: () => void
  children: ReactNode
}

/** A console fills the page: the machine, and a slim bar to go elsewhere and for its tools. */
export function ConsoleFrame(props: ConsoleFrameProps) {
  const { lab, vm, kind, bar, company, tools, menus = [], enter, children } = props
  useDocumentTitle(`${vm.name} · ${kind} · ${lab.name}`)
  const me = useMe()
  const navigate = useNavigate()
  const narrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false })
  const power = usePower()
  const height = useVisibleHeight()
  const [pane, setPane] = useLocalStorage({ key: 'paddock.console-pane', defaultValue: false })
  const params = { lab: lab.id, vm: vm.id }
  const search = useConsoleSearch()
  const out = bar.hides && !bar.shown
  const powerMenu: ToolMenu = {
    id: 'power',
    words: 'Power',
    Icon: IconPower,
    items: vmVerbs(vm).map(verb => <VerbItem key={verb.id} verb={verb} choose={power.choose} />),
  }
  const other = kind === 'screen' ? 'serial' : 'screen'
  const otherKind: Tool = {
    id: 'other',
    words: other === 'screen' ? 'Screen' : 'Serial console',
    Icon: other === 'screen' ? IconDeviceDesktop : IconTerminal2,
    press: () => void navigate({ to: `/labs/$lab/vms/$vm/${other}`, params, search }),
  }
  const own: Tool[] = [
    {
      id: 'pane',
      words: pane ? 'Close the details' : 'Details of the machine',
      Icon: IconInfoCircle,
      press: () => setPane(!pane),
      pressed: pane,
    },
    {
      id: 'bar',
      words: bar.hides ? 'Keep the bar' : 'Hide the bar',
      Icon: bar.hides ? IconLayoutNavbarExpand : IconLayoutNavbarCollapse,
      press: () => {
        bar.setHides(!bar.hides)
        bar.hide()
        enter()
      },
    },
  ]
  useEscape(bar.ref, () => {
    bar.hide()
    enter()
  })

  return (
    <div className={classes.frame} style={height === null ? undefined : { height }}>
      <LiveBar />
      <section
        aria-label="Console"
        ref={bar.ref}
        className={classes.bar}
        data-hides={bar.hides || undefined}
        data-out={out || undefined}
      >
        <Tooltip label={`Back to ${lab.name}`}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            aria-label={`Back to ${lab.name}`}
            renderRoot={root => <Link to="/labs/$lab" params={{ lab: lab.id }} {...root} />}
          >
            <IconArrowLeft size={18} />
          </ActionIcon>
        </Tooltip>
        <MachineSwitch lab={lab} vm={vm} kind={kind} />
        <VmChip state={vm.state} />
        {!narrow && (
          <nav className={classes.kinds} aria-label="Consoles of this machine">
            <Link to="/labs/$lab/vms/$vm/screen" params={params} search={search}>
              Screen
            </Link>
            <Link to="/labs/$lab/vms/$vm/serial" params={params} search={search}>
              Serial
            </Link>
          </nav>
        )}
        <div className={classes.tools}>
          {company}
          <ConsoleTools
            tools={[...(narrow ? [otherKind] : []), ...tools, ...own]}
            menus={may(me, 'lab.operate', lab.project.id) ? [powerMenu, ...menus] : menus}
          />
        </div>
      </section>
      {out && (
        <button type="button" className={classes.handle} onClick={bar.leave} aria-label="Show the bar">
          <IconChevronDown size={16} aria-hidden="true" />
        </button>
      )}
      <div className={classes.middle}>
        <main className={classes.body} onPointerDown={bar.hide}>
          <VisuallyHidden component="h1">
            {kind === 'screen' ? 'Screen' : 'Serial console'} of {vm.name}
          </VisuallyHidden>
          {children}
        </main>
        {pane && <DetailsPane lab={lab} vm={vm} close={() => setPane(false)} />}
      </div>
      {power.dialog}
    </div>
  )
}
