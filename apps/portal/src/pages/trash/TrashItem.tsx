import { Button } from '@mantine/core'
import type { TrashView } from '@paddock/sdk'
import { IconBooks, IconCamera, IconStack2 } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { paddock } from '../../api/paddock.ts'
import { showProblem } from '../../problem/showProblem.tsx'
import { LossDialog } from '../../shell/LossDialog.tsx'
import { StateChip } from '../../state/StateChip.tsx'
import { Ago } from '../../text/Ago.tsx'
import { bytes } from '../../text/quantity.ts'
import { tell } from '../../text/tell.tsx'
import { tellRestored } from '../../trash/tellRestored.tsx'
import { trashQuery } from '../../trash/trashQuery.ts'
import { RestoreAsDialog } from './RestoreAsDialog.tsx'
import classes from './TrashPage.module.css'

const kinds = {
  lab: { word: 'Lab', Icon: IconStack2 },
  snapshot: { word: 'Snapshot', Icon: IconCamera },
  template: { word: 'Template', Icon: IconBooks },
} as const

/** One thing in the trash. Restoring asks nothing, as it can be deleted again; removing it for good does. */
export function TrashItem({ item }: { item: TrashView }) {
  const { id, kind, name, lab, project, state, deletedAt, deletedBy, keptUntil, storedBytes } = item
  const queries = useQueryClient()
  const [asking, setAsking] = useState<'remove' | 'name' | null>(null)
  const refresh = () => queries.invalidateQueries(trashQuery)
  const restore = useMutation({
    mutationFn: () => paddock.trash.restore({ trash: id }),
    onSuccess: tellRestored,
    onError: error => {
      if (error instanceof Error && 'code' in error && error.code === 'name-taken') setAsking('name')
      else showProblem(error)
    },
    onSettled: refresh,
  })
  const { word, Icon } = kinds[kind]
  const close = () => setAsking(null)
  return (
    <li className={classes.item} data-trash={name}>
      <Icon size={20} stroke={1.6} aria-hidden="true" />
      <div className={classes.words}>
        <strong>{name}</strong>
        <span className="soft">
          {word}
          {lab && ` of ${lab.name}`}
          {project && ` · ${project.name}`}
          {storedBytes > 0 && ` · holds ${bytes(storedBytes)}`}
        </span>
        <span className="soft">
          Deleted <Ago moment={deletedAt} inherit /> by {deletedBy.name}
        </span>
      </div>
      {state === 'leaving' ? (
        <StateChip look="moving" words="Being removed" />
      ) : (
        <>
          <span className={classes.until}>
            Removed <Ago moment={keptUntil} inherit />
          </span>
          <div className={classes.verbs}>
            <Button
              size="xs"
              aria-label={`Restore ${name}`}
              loading={restore.isPending}
              onClick={() => restore.mutate()}
            >
              Restore
            </Button>
            <Button
              size="xs"
              variant="default"
              aria-label={`Remove ${name} for good`}
              onClick={() => setAsking('remove')}
            >
              Remove…
            </Button>
          </div>
        </>
      )}
      <RestoreAsDialog item={item} opened={asking === 'name'} close={close} />
      <LossDialog
        opened={asking === 'remove'}
        close={close}
        title={`Remove ${name} for good?`}
        losses={[`The ${kind} ${name}${storedBytes > 0 ? `, and ${bytes(storedBytes)} that it holds` : ''}`]}
        words={`Remove the ${kind} for good`}
        act={async () => {
          await paddock.trash.delete({ trash: id })
          tell(`${name} is removed for good.`)
          await refresh()
        }}
      />
    </li>
  )
}
