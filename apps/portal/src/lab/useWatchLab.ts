import type { LabId } from '@paddock/model'
import type { ConsoleView, LabView } from '@paddock/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { paddock } from '../api/paddock.ts'
import { consoleQuery } from '../console/consoleQuery.ts'
import { put } from '../live/put.ts'
import { useWatch } from '../live/useWatch.ts'
import { snapshotsQuery } from '../snapshot/snapshotsQuery.ts'
import { labQuery } from './labQuery.ts'

/** Keeps one lab as it is. Returns true once it is gone. */
export function useWatchLab(lab: LabId): boolean {
  const queries = useQueryClient()
  const [gone, setGone] = useState<LabId | null>(null)
  useWatch({
    key: gone === lab ? null : lab,
    open: options => paddock.lab.watch({ lab }, options),
    onEvent: event => {
      if (event.kind === 'lab') put<LabView>(queries, labQuery(lab).queryKey, () => event.lab)
      if (event.kind === 'console') put<ConsoleView>(queries, consoleQuery(event.vmId).queryKey, () => event.console)
      if (event.kind === 'lab-gone') setGone(lab)
      // Whoever changed it, or opened a console, left a record.
      else void queries.invalidateQueries({ queryKey: ['lab-activity', lab] })
      // A snapshot tells of itself through its lab.
      if (event.kind === 'lab') void queries.invalidateQueries(snapshotsQuery(lab))
    },
  })
  return gone === lab
}
