import { Button, Group, Modal, PasswordInput, Select, Stack, TextInput } from '@mantine/core'
import type { Role } from '@paddock/model'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { paddock } from '../../api/paddock.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { tell } from '../../text/tell.tsx'
import { usersQuery } from '../../user/usersQuery.ts'
import { roles } from './roles.ts'

type CreatePersonDialogProps = { opened: boolean; close: () => void }

const empty = { name: '', email: '', password: '', role: 'none' }

/** Adds a person with a first password, which they change themselves. */
export function CreatePersonDialog({ opened, close }: CreatePersonDialogProps) {
  const queries = useQueryClient()
  const [fields, setFields] = useState(empty)
  const set = (change: Partial<typeof empty>) => setFields({ ...fields, ...change })
  const shut = () => {
    close()
    create.reset()
    setFields(empty)
  }
  const create = useMutation({
    mutationFn: () =>
      paddock.user.create({
        name: fields.name,
        email: fields.email.trim(),
        password: fields.password,
        role: fields.role === 'none' ? null : (fields.role as Role),
      }),
    onSuccess: person => {
      tell(`${person.name} may sign in.`)
      shut()
    },
    onSettled: () => queries.invalidateQueries(usersQuery),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate()
  }
  return (
    <Modal opened={opened} onClose={shut} title="Add a person">
      <Stack component="form" gap="md" onSubmit={submit}>
        {create.error && <ProblemAlert error={create.error} />}
        <TextInput
          label="Name"
          required
          withAsterisk={false}
          value={fields.name}
          onChange={event => set({ name: event.currentTarget.value })}
          data-autofocus
        />
        <TextInput
          label="E-mail"
          type="email"
          required
          withAsterisk={false}
          value={fields.email}
          onChange={event => set({ email: event.currentTarget.value })}
          autoComplete="off"
        />
        <PasswordInput
          label="First password"
          description="At least 10 characters. They change it in their settings."
          required
          withAsterisk={false}
          minLength={10}
          value={fields.password}
          onChange={event => set({ password: event.currentTarget.value })}
          autoComplete="new-password"
        />
        <Select
          label="Role in the tenant"
          data={roles}
          value={fields.role}
          allowDeselect={false}
          onChange={role => set({ role: role ?? 'none' })}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={shut}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Add the person
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
