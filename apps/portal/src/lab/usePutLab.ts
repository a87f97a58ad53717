import type { LabId } from '@paddock/model'
import type { LabView, VmView } from '@paddock/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { put } from '../live/put.ts'
import { labQuery } from './labQuery.ts'

/**
 * Puts what a change was answered with into the lab as the page has it.
 *
 * The event says the same a little later: whoever types on until then would find their own change to be somebody else's.
 */
export function usePutLab(lab: LabId) {
  const queries = useQueryClient()
  const { queryKey } = labQuery(lab)
  return {
    lab: (answer: LabView) => put<LabView>(queries, queryKey, () => answer),
    vm: (answer: VmView) =>
      put<LabView>(
        queries,
        queryKey,
        old => old && { ...old, vms: old.vms.map(vm => (vm.id === answer.id ? { ...vm, ...answer } : vm)) },
      ),
  }
}
