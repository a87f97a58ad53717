import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ProblemAlert } from '../problem/ProblemAlert.tsx'

interface Named {
  readonly name: string
  readonly description: string
}

type NameSnapshotDialogProps = {
  title: string
  says?: string
  words: string
  at: Named
  opened: boolean
  close: () => void
  act: (named: Named) => Promise<unknown>
}

/** Asks for a name and a note: of a snapshot, or of the template that is made of it. */
export function NameSnapshotDialog({ title, opened, close, ...form }: NameSnapshotDialogProps) {
  return (
    <Modal opened={opened} onClose={close} title={title}>
      {opened && <NameForm {...form} close={close} />}
    </Modal>
  )
}

function NameForm({ says, words, at, close, act }: Omit<NameSnapshotDialogProps, 'title' | 'opened'>) {
  const [name, setName] = useState(at.name)
  const [description, setDescription] = useState(at.description)
  const save = useMutation({ mutationFn: () => act({ name: name.trim(), description }), onSuccess: close })
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <Stack gap="md">
        {save.error && <ProblemAlert error={save.error} />}
        {says !== undefined && (
          <Text size="sm" c="dimmed">
            {says}
          </Text>
        )}
        <TextInput
          label="Name"
          value={name}
          maxLength={100}
          onChange={event => setName(event.currentTarget.value)}
          data-autofocus
        />
        <Textarea
          label="Note"
          value={description}
          autosize
          minRows={2}
          onChange={event => setDescription(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
            {words}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
