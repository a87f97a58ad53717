import { Button } from '@mantine/core'
import type { LabId, VmId } from '@paddock/model'
import type { LabView, VmView } from '@paddock/sdk'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useRef } from 'react'
import { labQuery } from '../lab/labQuery.ts'
import { NoLab } from '../lab/NoLab.tsx'
import { useWatchLab } from '../lab/useWatchLab.ts'
import { LiveBar } from '../live/LiveBar.tsx'
import classes from './Console.module.css'
import { LabGone } from './LabGone.tsx'

export type ConsoleOf = { lab: LabView; vm: VmView }
type ConsoleGateProps = { lab: LabId; vm: VmId; children: (of: ConsoleOf) => ReactNode }

/** Finds the machine of a console, keeps it live, and says so when there is none, or none any more. */
export function ConsoleGate({ lab: labId, vm: vmId, children }: ConsoleGateProps) {
  const gone = useWatchLab(labId)
  const reading = useQuery({ ...labQuery(labId), enabled: !gone })
  const { data: lab, error } = reading
  const vm = lab?.vms.find(each => each.id === vmId)
  const name = useRef('This machine')
  if (vm) name.current = vm.name
  if (lab && vm && !gone) return children({ lab, vm })
  if (error)
    return (
      <main className={classes.trouble}>
        <NoLab of={reading} />
      </main>
    )
  if (!lab) return <div className={classes.frame} />
  if (gone) return <LabGone name={lab.name} />
  return (
    <main className={classes.gone}>
      <LiveBar />
      <h1>
        {name.current} is not in {lab.name}
      </h1>
      <p>It was deleted, or the address is wrong.</p>
      <Button renderRoot={props => <Link to="/labs/$lab" params={{ lab: labId }} {...props} />}>
        Go to {lab.name}
      </Button>
    </main>
  )
}
