import type { LabId, VmId } from '@paddock/model'
import type { LabView, VmView } from '@paddock/sdk'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { labQuery } from '../lab/labQuery.ts'
import { useWatchLab } from '../lab/useWatchLab.ts'
import { NotFoundPage } from '../pages/not-found/NotFoundPage.tsx'
import { ProblemAlert } from '../problem/ProblemAlert.tsx'
import classes from './Console.module.css'

export type ConsoleOf = { lab: LabView; vm: VmView }
type ConsoleGateProps = { lab: LabId; vm: VmId; children: (of: ConsoleOf) => ReactNode }

/** Finds the machine of a console, keeps it live, and says so when there is none. */
export function ConsoleGate({ lab: labId, vm: vmId, children }: ConsoleGateProps) {
  const gone = useWatchLab(labId)
  const { data: lab, error } = useQuery({ ...labQuery(labId), enabled: !gone })
  const vm = lab?.vms.find(each => each.id === vmId)
  if (lab && vm && !gone) return children({ lab, vm })
  if (error)
    return (
      <div className={classes.trouble}>
        <ProblemAlert error={error} />
      </div>
    )
  return lab ? <NotFoundPage /> : <div className={classes.frame} />
}
