import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core'
import type { Role } from '@paddock/model'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { paddock } from '../../api/paddock.ts'
import { invitationsQuery } from '../../invitation/invitationsQuery.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { tell } from '../../text/tell.tsx'
import { roles } from './roles.ts'

type InviteDialogProps = { opened: boolean; close: () => void }

const empty = { name: '', email: '', role: 'none' }

/** Invites a person by mail, who then chooses a password. */
export function InviteDialog({ opened, close }: InviteDialogProps) {
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
      paddock.invitation.create({
        name: fields.name,
        email: fields.email.trim(),
        role: fields.role === 'none' ? null : (fields.role as Role),
      }),
    onSuccess: ({ email }) => {
      tell(`A letter is on its way to ${email}.`)
      shut()
    },
    onSettled: () => queries.invalidateQueries(invitationsQuery),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate()
  }
  return (
    <Modal opened={opened} onClose={shut} title="Invite a person">
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
          description="They are sent a link that is good once, for seven days."
          type="email"
          required
          withAsterisk={false}
          value={fields.email}
          onChange={event => set({ email: event.currentTarget.value })}
          autoComplete="off"
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
            Send the invitation
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
