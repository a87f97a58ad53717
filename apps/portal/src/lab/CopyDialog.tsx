import { Button, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { limits } from '@paddock/model'
import type { LabView } from '@paddock/sdk'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { paddock } from '../api/paddock.ts'
import { ProblemAlert } from '../problem/ProblemAlert.tsx'
import { count } from '../text/quantity.ts'

type CopyDialogProps = { lab: LabView; opened: boolean; close: () => void }

/** Makes copies of a lab: each behind its own fence, with the same addresses inside. */
export function CopyDialog({ lab, opened, close }: CopyDialogProps) {
  return (
    <Modal opened={opened} onClose={close} title={`Copy ${lab.name}`}>
      {opened && <CopyForm lab={lab} close={close} />}
    </Modal>
  )
}

function CopyForm({ lab, close }: Omit<CopyDialogProps, 'opened'>) {
  const navigate = useNavigate()
  const [number, setNumber] = useState('1')
  const [name, setName] = useState(`${lab.name} copy`)
  const [start, setStart] = useState(false)
  const many = Number(number)
  const valid = Number.isInteger(many) && many >= 1 && many <= limits.copiesPerCall
  const names = valid ? namesOf(name.trim(), many) : []

  const copy = useMutation({
    mutationFn: async () => {
      const { labs } = await paddock.lab.copy({ lab: lab.id, copies: names.map(each => ({ name: each })), start })
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
          Each copy begins with the disks as they are now and has the same addresses inside. Its fence keeps it apart
          from all others.
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
          onChange={event => setName(event.currentTarget.value)}
          description={names.length > 1 ? `${names[0]} to ${names.at(-1)}` : null}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          maxLength={96}
        />
        <Checkbox
          label={many > 1 ? 'Start them now' : 'Start it now'}
          checked={start}
          onChange={event => setStart(event.currentTarget.checked)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={copy.isPending} disabled={!valid || name.trim() === ''}>
            Make {valid ? count(many, 'copy', 'copies') : 'copies'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

const namesOf = (name: string, many: number): string[] =>
  many === 1 ? [name] : Array.from({ length: many }, (_, at) => `${name} ${at + 1}`)
