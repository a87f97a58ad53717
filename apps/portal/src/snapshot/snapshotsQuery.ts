import type { LabId } from '@paddock/model'
import type { SnapshotView } from '@paddock/sdk'
import { queryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'

/** All snapshots of a lab, newest first: a lab has a hundred at most. */
export const snapshotsQuery = (lab: LabId) =>
  queryOptions({
    queryKey: ['snapshots', lab],
    queryFn: async ({ signal }) => {
      const all: SnapshotView[] = []
      for await (const snapshot of paddock.snapshot.listAll({ lab, limit: 200 }, { signal })) all.push(snapshot)
      return all
    },
  })
