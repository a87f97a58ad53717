import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import type { TrashView } from '@paddock/sdk'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { paddock } from '../../api/paddock.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { tellRestored } from '../../trash/tellRestored.tsx'
import { trashQuery } from '../../trash/trashQuery.ts'

type RestoreAsDialogProps = { item: TrashView; opened: boolean; close: () => void }

/** Asks for another name, where the old one was given away meanwhile. */
export function RestoreAsDialog({ item, opened, close }: RestoreAsDialogProps) {
  return (
    <Modal opened={opened} onClose={close} title={`Restore ${item.name} under another name`}>
      {opened && <NameForm item={item} close={close} />}
    </Modal>
  )
}

function NameForm({ item, close }: Omit<RestoreAsDialogProps, 'opened'>) {
  const queries = useQueryClient()
  const [name, setName] = useState(`${item.name.slice(0, 80)}, restored`)
  const restore = useMutation({
    mutationFn: () => paddock.trash.restore({ trash: item.id, name: name.trim() }),
    onSuccess: restored => {
      tellRestored(restored)
      close()
    },
    onSettled: () => queries.invalidateQueries(trashQuery),
  })
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        restore.mutate()
      }}
    >
      <Stack gap="md">
        {restore.error && <ProblemAlert error={restore.error} />}
        <Text size="sm" c="dimmed">
          Another {item.kind} is called {item.name} now.
        </Text>
        <TextInput
          label="Name"
          value={name}
          maxLength={100}
          onChange={event => setName(event.currentTarget.value)}
          data-autofocus
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={restore.isPending} disabled={name.trim() === ''}>
            Restore the {item.kind}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
