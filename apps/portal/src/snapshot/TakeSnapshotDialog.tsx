import { Button, Checkbox, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core'
import type { LabView } from '@paddock/sdk'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { paddock } from '../api/paddock.ts'
import { ProblemAlert } from '../problem/ProblemAlert.tsx'
import { count } from '../text/quantity.ts'
import { snapshotsQuery } from './snapshotsQuery.ts'

type TakeSnapshotDialogProps = { lab: LabView; opened: boolean; close: () => void }

/** Takes a snapshot of a lab as it is now. */
export function TakeSnapshotDialog({ lab, opened, close }: TakeSnapshotDialogProps) {
  return (
    <Modal opened={opened} onClose={close} title={`Take a snapshot of ${lab.name}`}>
      {opened && <TakeForm lab={lab} close={close} />}
    </Modal>
  )
}

function TakeForm({ lab, close }: Omit<TakeSnapshotDialogProps, 'opened'>) {
  const queries = useQueryClient()
  const running = lab.vms.filter(vm => vm.state === 'running').length
  const [name, setName] = useState('')
  const [note, setNote] = useState('')
  const [memory, setMemory] = useState(true)
  const take = useMutation({
    mutationFn: () =>
      paddock.snapshot.take({
        lab: lab.id,
        description: note,
        memory,
        ...(name.trim() === '' ? {} : { name: name.trim() }),
      }),
    onSuccess: () => {
      void queries.invalidateQueries(snapshotsQuery(lab.id))
      close()
    },
  })
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        take.mutate()
      }}
    >
      <Stack gap="md">
        {take.error && <ProblemAlert error={take.error} />}
        <Text size="sm" c="dimmed">
          {running === 0
            ? 'No machine runs, so this holds nobody up.'
            : `${count(running, 'running machine')} ${running === 1 ? 'is' : 'are'} held for one instant, together, and ${running === 1 ? 'goes' : 'go'} on. Whoever looks at their screens stays.`}
        </Text>
        <TextInput
          label="Name"
          placeholder="Snapshot"
          value={name}
          maxLength={100}
          onChange={event => setName(event.currentTarget.value)}
          data-autofocus
        />
        <Textarea
          label="Note"
          description="What is special about this moment"
          value={note}
          autosize
          minRows={2}
          onChange={event => setNote(event.currentTarget.value)}
        />
        {running > 0 && (
          <Checkbox
            label="With memory"
            description="Copies go on from this instant. Without, they boot from its disks."
            checked={memory}
            onChange={event => setMemory(event.currentTarget.checked)}
          />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={take.isPending}>
            Take the snapshot
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
