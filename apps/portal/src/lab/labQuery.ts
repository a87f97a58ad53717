import type { LabId } from '@paddock/model'
import { queryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'

/** One lab with everything in it. */
export const labQuery = (lab: LabId) =>
  queryOptions({ queryKey: ['lab', lab], queryFn: ({ signal }) => paddock.lab.get({ lab }, { signal }) })
