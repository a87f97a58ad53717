import type { LabId } from '@paddock/model'
import { infiniteQueryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'

/** Who did what with a lab, newest first, a page at a time. */
export const activityQuery = (lab: LabId) =>
  infiniteQueryOptions({
    queryKey: ['lab-activity', lab],
    queryFn: ({ pageParam, signal }) =>
      paddock.lab.activity({ lab, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
    // Who opens a console leaves a record too, and no event.
    staleTime: 0,
  })
