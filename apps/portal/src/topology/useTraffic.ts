import type { LabTraffic, LabView } from '@paddock/sdk'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { paddock } from '../api/paddock.ts'
import { type Rates, ratesBetween, still } from './rates.ts'

const everyMilliseconds = 2_000

/** What moves in a lab, asked for while somebody looks and a machine runs. Not known while its host is silent. */
export function useTraffic(lab: LabView): { rates: Rates; isKnown: boolean } {
  const wanted = lab.vms.some(vm => vm.state === 'running' || vm.state === 'stopping')
  const { data, isError } = useQuery({
    queryKey: ['lab-traffic', lab.id],
    queryFn: ({ signal }) => paddock.lab.traffic({ lab: lab.id }, { signal }),
    enabled: wanted,
    refetchInterval: everyMilliseconds,
    refetchIntervalInBackground: false,
    staleTime: 0,
    gcTime: 0,
  })
  const [seen, setSeen] = useState<{ last: LabTraffic | undefined; rates: Rates }>({ last: undefined, rates: still })
  if (data !== undefined && data !== seen.last)
    setSeen({ last: data, rates: seen.last ? ratesBetween(seen.last, data) : still })
  if (!wanted || isError) return { rates: still, isKnown: !isError }
  return { rates: seen.rates, isKnown: true }
}
