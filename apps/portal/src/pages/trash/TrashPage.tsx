import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ReadProblem } from '../../problem/ReadProblem.tsx'
import { useMe } from '../../session/useMe.ts'
import { Empty } from '../../shell/Empty.tsx'
import { PageHead } from '../../shell/PageHead.tsx'
import { Waiting } from '../../shell/Waiting.tsx'
import { keptFor } from '../../trash/keptFor.ts'
import { trashQuery } from '../../trash/trashQuery.ts'
import { EmptyTrashDialog } from './EmptyTrashDialog.tsx'
import { TrashItem } from './TrashItem.tsx'
import classes from './TrashPage.module.css'

/** What was deleted and can still be restored: by whom, until when, and what it holds. */
export function TrashPage() {
  const me = useMe()
  const trash = useQuery(trashQuery)
  const [emptying, setEmptying] = useState(false)
  const kept = trash.data?.filter(item => item.state === 'kept') ?? []
  const days = keptFor(me)
  return (
    <>
      <PageHead
        title="Trash"
        under={
          days !== null && (
            <Text c="dimmed">
              What is deleted waits here for {days}, and then is removed for good. Disks in here count as stored.
            </Text>
          )
        }
        actions={
          kept.length > 0 && (
            <Button variant="default" onClick={() => setEmptying(true)}>
              Empty the trash…
            </Button>
          )
        }
      />
      {trash.isPending && <Waiting rows={3} />}
      <ReadProblem of={trash} />
      {trash.data?.length === 0 && (
        <Empty>
          {days === null
            ? 'This installation keeps nothing that is deleted: it is removed for good at once.'
            : 'The trash is empty. Labs, snapshots and templates that are deleted can be restored from here.'}
        </Empty>
      )}
      {trash.data !== undefined && trash.data.length > 0 && (
        <ul className={classes.list}>
          {trash.data.map(item => (
            <TrashItem key={item.id} item={item} />
          ))}
        </ul>
      )}
      <EmptyTrashDialog items={kept} opened={emptying} close={() => setEmptying(false)} />
    </>
  )
}
