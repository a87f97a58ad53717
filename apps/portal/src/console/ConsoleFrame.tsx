import { ActionIcon, Tooltip } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { IconArrowLeft } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { LiveBar } from '../live/LiveBar.tsx'
import { VmChip } from '../state/VmChip.tsx'
import classes from './Console.module.css'
import type { ConsoleOf } from './ConsoleGate.tsx'
import { MachineSwitch } from './MachineSwitch.tsx'

type ConsoleFrameProps = ConsoleOf & { kind: 'screen' | 'serial'; tools?: ReactNode; children: ReactNode }

/** A console fills the page: a slim bar to go elsewhere and for its tools, and the machine. */
export function ConsoleFrame({ lab, vm, kind, tools, children }: ConsoleFrameProps) {
  useDocumentTitle(`${vm.name} · ${kind} · ${lab.name}`)
  const params = { lab: lab.id, vm: vm.id }
  return (
    <div className={classes.frame}>
      <LiveBar />
      <header className={classes.bar} id="console-bar">
        <Tooltip label={`Back to ${lab.name}`}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            aria-label={`Back to ${lab.name}`}
            renderRoot={props => <Link to="/labs/$lab" params={{ lab: lab.id }} {...props} />}
          >
            <IconArrowLeft size={18} />
          </ActionIcon>
        </Tooltip>
        <MachineSwitch lab={lab} vm={vm} kind={kind} />
        <VmChip state={vm.state} />
        <nav className={classes.kinds} aria-label="Consoles of this machine">
          <Link to="/labs/$lab/vms/$vm/screen" params={params}>
            Screen
          </Link>
          <Link to="/labs/$lab/vms/$vm/serial" params={params}>
            Serial
          </Link>
        </nav>
        <div className={classes.tools}>{tools}</div>
      </header>
      <main className={classes.body}>{children}</main>
    </div>
  )
}

/** Puts the keyboard back into the bar, out of a machine that takes every key. */
export function leaveConsole(): void {
  document.querySelector<HTMLElement>('#console-bar a')?.focus()
}
