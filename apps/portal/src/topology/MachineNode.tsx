import { Tooltip } from '@mantine/core'
import { vmCan } from '@paddock/model'
import type { LabView, VmView } from '@paddock/sdk'
import { IconDeviceDesktop } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { CSSProperties, HTMLAttributes } from 'react'
import { vmLook } from '../state/states.ts'
import { VmChip } from '../state/VmChip.tsx'
import { rate as rateWords, shortRate } from '../text/rate.ts'
import { Thumbnail } from '../vm/Thumbnail.tsx'
import type { CardKind } from './fit.ts'
import type { Rate } from './rates.ts'
import classes from './Topology.module.css'

type MachineNodeProps = {
  lab: LabView
  vm: VmView
  rate: Rate
  kind: CardKind
  style: CSSProperties
  isDragged: boolean
  mayWatch: boolean
  open: () => void
  handlers: HTMLAttributes<HTMLElement>
}

/** A machine in the picture: its screen, its name, its state. A click opens it, a drag moves it. */
export function MachineNode({ lab, vm, rate, kind, style, isDragged, mayWatch, open, handlers }: MachineNodeProps) {
  const networks = new Map(lab.networks.map(network => [network.id, network.name]))
  const on = vm.interfaces.map(
    port => `${networks.get(port.networkId) ?? ''} ${port.address}${port.connected ? '' : ', unplugged'}`,
  )
  const figure = kind === 'tall' ? rateWords : shortRate
  const moves = rate.received + rate.sent >= 1
  return (
    <li
      className={classes.node}
      style={style}
      data-dragged={isDragged}
      data-node={vm.name}
      data-look={vmLook(vm.state)}
    >
      <button type="button" title={vm.name} className={classes.machine} onClick={open} data-card {...handlers}>
        <Thumbnail vm={vm} everySeconds={6} />
        <span className={classes.words}>
          <span className={classes.name}>{vm.name}</span>
          <VmChip state={vm.state} {...(kind === 'tall' ? { stateSince: vm.stateSince } : {})} />
          <span className={classes.hidden}>{on.length > 0 ? `, on ${on.join('; on ')}` : ', on no network'}</span>
          {moves && (
            <span className={classes.rate}>
              <span aria-hidden="true">
                ↓ {figure(rate.received)} ↑ {figure(rate.sent)}
              </span>
              <span className={classes.hidden}>
                , receives {rateWords(rate.received)}, sends {rateWords(rate.sent)}
              </span>
            </span>
          )}
        </span>
      </button>
      {mayWatch && vmCan.watch(vm.state) && (
        <Tooltip label={`Screen of ${vm.name}`}>
          <Link
            to="/labs/$lab/vms/$vm/screen"
            params={{ lab: lab.id, vm: vm.id }}
            className={classes.screen}
            aria-label={`Screen of ${vm.name}`}
          >
            <IconDeviceDesktop size={15} aria-hidden="true" />
          </Link>
        </Tooltip>
      )}
    </li>
  )
}
