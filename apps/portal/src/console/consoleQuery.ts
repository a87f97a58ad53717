import type { VmId } from '@paddock/model'
import { queryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'

/** Who is at a machine's console. The lab's stream tells the changes. */
export const consoleQuery = (vm: VmId) =>
  queryOptions({ queryKey: ['console', vm], queryFn: ({ signal }) => paddock.vm.console({ vm }, { signal }) })
