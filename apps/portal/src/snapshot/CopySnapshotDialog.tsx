import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { limits } from '@paddock/model'
import type { SnapshotView } from '@paddock/sdk'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { paddock } from '../api/paddock.ts'
import { ProblemAlert } from '../problem/ProblemAlert.tsx'
import { count } from '../text/quantity.ts'

type CopySnapshotDialogProps = { snapshot: SnapshotView; opened: boolean; close: () => void }

/** Starts copies of a snapshot: each behind its own fence, with the same addresses inside. */
export function CopySnapshotDialog({ snapshot, opened, close }: CopySnapshotDialogProps) {
  return (
    <Modal opened={opened} onClose={close} title={`Start copies of ${snapshot.name}`}>
      {opened && <CopyForm snapshot={snapshot} close={close} />}
    </Modal>
  )
}

function CopyForm({ snapshot, close }: Omit<CopySnapshotDialogProps, 'opened'>) {
  const navigate = useNavigate()
  const [number, setNumber] = useState('1')
  const [name, setName] = useState(`${snapshot.name} copy`)
  const many = Number(number)
  const valid = Number.isInteger(many) && many >= 1 && many <= limits.copiesPerCall
  const names =
    many === 1 ? [name.trim()] : Array.from({ length: valid ? many : 0 }, (_, at) => `${name.trim()} ${at + 1}`)
  const copy = useMutation({
    mutationFn: () =>
      paddock.snapshot.copy({ snapshot: snapshot.id, copies: names.map(each => ({ name: each })), start: true }),
    onSuccess: async ({ labs }) => {
      close()
      const [first] = labs
      if (labs.length === 1 && first) await navigate({ to: '/labs/$lab', params: { lab: first.id } })
      else await navigate({ to: '/labs' })
    },
  })
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        copy.mutate()
      }}
    >
      <Stack gap="md">
        {copy.error && <ProblemAlert error={copy.error} />}
        <Text size="sm" c="dimmed">
          {snapshot.mode === 'memory' && snapshot.vms.some(vm => vm.memory)
            ? 'What ran in it goes on in each copy, from that very instant. Copies share disks and memory until they change them.'
            : 'What ran in it boots in each copy, from the disks of that instant. Copies share the disks until they change them.'}
        </Text>
        <TextInput
          label="How many"
          type="number"
          min={1}
          max={limits.copiesPerCall}
          value={number}
          onChange={event => setNumber(event.currentTarget.value)}
          error={valid ? null : `1 to ${limits.copiesPerCall} at once`}
          data-autofocus
        />
        <TextInput
          label="Name"
          value={name}
          maxLength={96}
          onChange={event => setName(event.currentTarget.value)}
          description={names.length > 1 ? `${names[0]} to ${names.at(-1)}` : null}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={copy.isPending} disabled={!valid || name.trim() === ''}>
            Start {valid ? count(many, 'copy', 'copies') : 'copies'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
