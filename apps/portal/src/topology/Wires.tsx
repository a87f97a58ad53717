import type { LabView } from '@paddock/sdk'
import { memo } from 'react'
import type { Layout } from './layout.ts'
import type { Point } from './plan.ts'
import { type Rate, type Rates, sumOf } from './rates.ts'
import classes from './Topology.module.css'

type WiresProps = { lab: LabView; layout: Layout; rates: Rates }

const line = (points: readonly Point[]): string => `M${points.map(({ x, y }) => `${x} ${y}`).join('L')}`

/** The lines of the picture, and what moves on them. Says nothing that the labels do not say. */
export const Wires = memo(function Wires({ lab, layout, rates }: WiresProps) {
  const hue = new Map(lab.networks.map((network, at) => [network.id, at % 6]))
  const vms = new Map(lab.vms.map(vm => [vm.id, vm]))
  return (
    <svg className={classes.wires} width={layout.width} height={layout.height} aria-hidden="true">
      <title>Networks</title>
      {layout.trunks.map(({ network, points }) => (
        <path key={network} className={classes.trunk} d={line(points)} />
      ))}
      {layout.trunks.map(({ network, points }) => (
        <Marks key={network} points={points} rate={shareOf(lab, network, rates)} />
      ))}
      {layout.areas.map(({ home, rails, spine }) => (
        <g key={home} data-hue={home === null ? undefined : hue.get(home)} className={classes.rail}>
          {spine && <path d={`M${spine.x} ${spine.from}V${spine.to}`} />}
          {rails.map(({ y, from, to }) => (
            <path key={y} d={`M${from} ${y}H${to}`} />
          ))}
        </g>
      ))}
      {layout.links.map(({ vm: id, network, points }) => {
        const ports = vms.get(id)?.interfaces.filter(port => port.networkId === network) ?? []
        const rate = sumOf(ports.flatMap(port => rates.interfaces.get(port.id) ?? []))
        return (
          <g
            key={`${id} ${network}`}
            className={classes.link}
            data-hue={hue.get(network)}
            data-plugged={ports.some(port => port.connected)}
          >
            <path d={line(points)} />
            <Marks points={points} rate={rate} of={vms.get(id)?.name} />
          </g>
        )
      })}
    </svg>
  )
})

/** The way out's traffic, on the lines to those networks of which machines have some. */
function shareOf(lab: LabView, network: LabView['networks'][number]['id'], { interfaces, wayOut }: Rates): Rate {
  const moves = lab.vms
    .flatMap(vm => vm.interfaces)
    .some(port => {
      const rate = port.networkId === network ? interfaces.get(port.id) : undefined
      return rate !== undefined && rate.received + rate.sent > 0
    })
  return moves ? wayOut : { received: 0, sent: 0 }
}

type MarksProps = { points: readonly Point[]; rate: Rate; of?: string | undefined }

/** Marks that move along a line, one way for what is received and the other for what is sent. None where nothing moves. */
function Marks({ points, rate, of }: MarksProps) {
  return (
    <>
      {rate.received > 0 && (
        <path
          className={classes.marks}
          data-traffic="received"
          data-of={of}
          data-pace={pace(rate.received)}
          d={line(points)}
        />
      )}
      {rate.sent > 0 && (
        <path
          className={classes.marks}
          data-traffic="sent"
          data-of={of}
          data-pace={pace(rate.sent)}
          d={line(points.toReversed())}
        />
      )}
    </>
  )
}

const pace = (bytesPerSecond: number): 'slow' | 'steady' | 'fast' =>
  bytesPerSecond < 10_000 ? 'slow' : bytesPerSecond < 250_000 ? 'steady' : 'fast'
