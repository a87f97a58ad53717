import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { limits } from '@paddock/model'
import type { LabSummary } from '@paddock/sdk'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { ProblemAlert } from '../problem/ProblemAlert.tsx'
import { count } from '../text/quantity.ts'

type CopiesFormProps = {
  /** What a copy is, in a sentence. */
  says: string
  /** What the first one is called unless told otherwise. */
  name: string
  /** What the button does with them: "Make", "Start". */
  verb: string
  /** More to choose. */
  children?: ReactNode
  close: () => void
  make: (names: readonly string[]) => Promise<{ labs: readonly Pick<LabSummary, 'id'>[] }>
}

/** Asks how many copies there shall be and what they are called, makes them, and leads to them. */
export function CopiesForm({ says, name: first, verb, children, close, make }: CopiesFormProps) {
  const navigate = useNavigate()
  const [number, setNumber] = useState('1')
  const [name, setName] = useState(first)
  const many = Number(number)
  const valid = Number.isInteger(many) && many >= 1 && many <= limits.copiesPerCall
  const names = valid ? namesOf(name.trim(), many) : []
  const copy = useMutation({
    mutationFn: () => make(names),
    onSuccess: async ({ labs }) => {
      close()
      const [only, ...more] = labs
      if (only && more.length === 0) await navigate({ to: '/labs/$lab', params: { lab: only.id } })
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
          {says}
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
        {children}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={copy.isPending} disabled={!valid || name.trim() === ''}>
            {verb} {valid ? count(many, 'copy', 'copies') : 'copies'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

const namesOf = (name: string, many: number): string[] =>
  many === 1 ? [name] : Array.from({ length: many }, (_, at) => `${name} ${at + 1}`)
