import type { HostView } from '@paddock/sdk'
import { StateChip } from '../state/StateChip.tsx'

/** Whether a host speaks, or since when it does not. */
export function HostChip({ host }: { host: Pick<HostView, 'state' | 'seenAt'> }) {
  if (host.state === 'online') return <StateChip look="running" words="Online" />
  return <StateChip look="unknown" words={host.seenAt ? `Silent since ${timeOf(host.seenAt)}` : 'Never heard'} />
}

const timeOf = (moment: string): string => new Date(moment).toLocaleTimeString(undefined, { timeStyle: 'short' })
