import { Button, Group, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { CreateLabDialog } from '../../lab/CreateLabDialog.tsx'
import { labsQuery } from '../../lab/labsQuery.ts'
import { useWatchAll } from '../../live/useWatchAll.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { mayAnywhere } from '../../session/may.ts'
import { useMe } from '../../session/useMe.ts'
import { Empty } from '../../shell/Empty.tsx'
import { PageHead } from '../../shell/PageHead.tsx'
import { Waiting } from '../../shell/Waiting.tsx'
import { LabRow } from './LabRow.tsx'
import classes from './LabsPage.module.css'

export function LabsPage() {
  useWatchAll()
  const me = useMe()
  const navigate = useNavigate({ from: '/labs' })
  const { search = '' } = useSearch({ from: '/signed-in/shell/labs' })
  const labs = useInfiniteQuery({ ...labsQuery(search), placeholderData: keepPreviousData })
  const [creating, setCreating] = useState(false)
  const find = useDebouncedCallback(
    (words: string) => void navigate({ search: words ? { search: words } : {}, replace: true }),
    200,
  )

  const shown = labs.data?.pages.flatMap(page => page.items) ?? []
  const nothingAtAll = labs.isSuccess && shown.length === 0 && search === ''
  const create = mayAnywhere(me, 'lab.create') && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
      Create a lab
    </Button>
  )

  return (
    <>
      <PageHead title="Labs" actions={!nothingAtAll && create} />
      {!nothingAtAll && (
        <TextInput
          className={classes.find}
          leftSection={<IconSearch size={16} />}
          placeholder="Find a lab"
          aria-label="Find a lab"
          type="search"
          defaultValue={search}
          onChange={event => find(event.currentTarget.value)}
        />
      )}
      {labs.isPending && <Waiting />}
      {labs.error && <ProblemAlert error={labs.error} />}
      {nothingAtAll && (
        <Empty action={create}>A lab is a set of machines and networks behind a fence. There is none yet.</Empty>
      )}
      {labs.isSuccess && shown.length === 0 && search !== '' && <Empty>No lab is called “{search}”.</Empty>}
      {shown.length > 0 && (
        <ul className={classes.list}>
          {shown.map(lab => (
            <LabRow key={lab.id} lab={lab} />
          ))}
        </ul>
      )}
      {labs.hasNextPage && (
        <Group justify="center" mt="md">
          <Button variant="default" loading={labs.isFetchingNextPage} onClick={() => void labs.fetchNextPage()}>
            Show more labs
          </Button>
        </Group>
      )}
      <CreateLabDialog opened={creating} close={() => setCreating(false)} />
    </>
  )
}
