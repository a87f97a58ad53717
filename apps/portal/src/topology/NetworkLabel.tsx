import type { NetworkView } from '@paddock/sdk'
import type { CSSProperties } from 'react'
import { services } from '../network/services.ts'
import { count } from '../text/quantity.ts'
import classes from './Topology.module.css'

type NetworkLabelProps = { network: NetworkView; hue: number; machines: number; style: CSSProperties; open: () => void }

/** A network's name, range, gateway and services, above its lines. A click changes it. */
export function NetworkLabel({ network, hue, machines, style, open }: NetworkLabelProps) {
  const on = services.filter(service => network[service.key])
  return (
    <button type="button" className={classes.label} data-hue={hue} style={style} onClick={open}>
      <strong>{network.name}</strong>
      <span className="mono">{network.cidr}</span>
      <span className={classes.gateway}>
        gateway <span className="mono">{network.gateway}</span>
      </span>
      <span className={classes.services}>
        {on.length === 0 ? 'no services' : on.map(service => service.name).join(' · ')}
        {!network.nat && ' · no way out'}
      </span>
      <span className={classes.hidden}>, {count(machines, 'machine')}; change it</span>
    </button>
  )
}
