import type { LabSummary } from '@paddock/sdk'
import { recentLabs } from '../../recent/recentLabs.ts'
import { useMe } from '../../session/useMe.ts'
import { LabLines } from './LabLines.tsx'
import { Part } from './Part.tsx'

const shownAtMost = 6

/** The labs that were opened last in this browser. */
export function RecentLabs({ labs }: { labs: readonly LabSummary[] }) {
  const { user } = useMe()
  const byId = new Map(labs.map(lab => [lab.id as string, lab]))
  const recent = recentLabs(user.id)
    .flatMap(id => byId.get(id) ?? [])
    .slice(0, shownAtMost)
  if (recent.length === 0) return null
  return (
    <Part title="Recently used">
      <LabLines labs={recent} />
    </Part>
  )
}
