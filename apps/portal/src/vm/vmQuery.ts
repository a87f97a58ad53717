import type { VmId } from '@paddock/model'
import { queryOptions } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'

/** A machine with its user data, which no list and no event carries. */
export const vmQuery = (vm: VmId, revision: number) =>
  queryOptions({ queryKey: ['vm', vm, revision], queryFn: ({ signal }) => paddock.vm.get({ vm }, { signal }) })
