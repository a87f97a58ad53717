import type { TemplateView } from '@paddock/sdk'
import { StateChip } from '../state/StateChip.tsx'

/** Whether something of the library can be used. */
export function MakingChip({ state }: { state: TemplateView['state'] }) {
  switch (state) {
    case 'ready':
      return <StateChip look="running" words="Ready" />
    case 'making':
      return <StateChip look="moving" words="Being made" />
    case 'failed':
      return <StateChip look="failed" words="Failed" />
  }
}
