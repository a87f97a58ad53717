import type { TrashView } from '@paddock/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { paddock } from '../../api/paddock.ts'
import { LossDialog } from '../../shell/LossDialog.tsx'
import { bytes, count } from '../../text/quantity.ts'
import { tell } from '../../text/tell.tsx'
import { trashQuery } from '../../trash/trashQuery.ts'

type EmptyTrashDialogProps = { items: readonly TrashView[]; opened: boolean; close: () => void }

/** Removes everything in the trash for good, after saying how much that is. */
export function EmptyTrashDialog({ items, opened, close }: EmptyTrashDialogProps) {
  const queries = useQueryClient()
  const stored = items.reduce((sum, item) => sum + item.storedBytes, 0)
  const losses = (['lab', 'snapshot', 'template'] as const).flatMap(kind => {
    const number = items.filter(item => item.kind === kind).length
    return number === 0 ? [] : [count(number, kind)]
  })
  return (
    <LossDialog
      opened={opened}
      close={close}
      title="Empty the trash?"
      losses={[...losses, ...(stored > 0 ? [`${bytes(stored)} that they hold`] : [])]}
      words={`Remove ${count(items.length, 'thing')} for good`}
      act={async () => {
        const { removedCount } = await paddock.trash.empty()
        tell(`${count(removedCount, 'thing')} removed for good.`)
        await queries.invalidateQueries(trashQuery)
      }}
    />
  )
}
