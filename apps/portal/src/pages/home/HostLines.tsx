import type { HostView } from '@paddock/sdk'
import { Link } from '@tanstack/react-router'
import { HostChip } from '../../host/HostChip.tsx'
import { Meter } from '../../text/Meter.tsx'
import { count, memory } from '../../text/quantity.ts'
import classes from './Home.module.css'

const shownAtMost = 8

/** Hosts, those that are silent first, each with how full it is. */
export function HostLines({ hosts }: { hosts: readonly HostView[] }) {
  const silentFirst = hosts.toSorted((a, b) => Number(a.state === 'online') - Number(b.state === 'online'))
  return (
    <ul className={classes.hosts}>
      {silentFirst.slice(0, shownAtMost).map(host => (
        <li key={host.id}>
          <div className={classes.hostHead}>
            <Link to="/hosts" search={{ search: host.name }} className={classes.hostName}>
              {host.name}
            </Link>
            <HostChip host={host} />
          </div>
          <Meter
            name="Memory"
            part={host.memoryCommittedMiB / host.memoryMiB}
            words={`${memory(host.memoryCommittedMiB)} of ${memory(host.memoryMiB)}`}
          />
          <Meter
            name="Disk"
            part={1 - host.diskAvailableBytes / host.diskBytes}
            words={`${Math.round(100 * (1 - host.diskAvailableBytes / host.diskBytes))} % used`}
          />
          <span className="soft numbers">{count(host.runCount, 'machine')}</span>
        </li>
      ))}
    </ul>
  )
}
