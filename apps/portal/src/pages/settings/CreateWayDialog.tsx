import { Button, Checkbox, Group, Modal, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { paddock } from '../../api/paddock.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { tell } from '../../text/tell.tsx'
import { waysQuery } from '../../way/waysQuery.ts'

type CreateWayDialogProps = { opened: boolean; close: () => void }

const empty = { name: '', issuer: '', clientId: '', secret: '', administrator: '', member: '', viewer: '' }
const roles = ['administrator', 'member', 'viewer'] as const
const labels = { administrator: 'Groups of administrators', member: 'Groups of members', viewer: 'Groups of viewers' }
const groupsIn = (text: string) =>
  text
    .split(',')
    .map(group => group.trim())
    .filter(group => group !== '')

/** Sets up an identity provider. */
export function CreateWayDialog({ opened, close }: CreateWayDialogProps) {
  const queries = useQueryClient()
  const [fields, setFields] = useState(empty)
  const [everybody, setEverybody] = useState(false)
  const shut = () => {
    close()
    create.reset()
    setFields(empty)
    setEverybody(false)
  }
  const create = useMutation({
    mutationFn: () =>
      paddock.way.create({
        name: fields.name,
        issuer: fields.issuer.trim(),
        clientId: fields.clientId.trim(),
        clientSecret: fields.secret === '' ? null : fields.secret,
        groupRoles: roles.flatMap(role => groupsIn(fields[role]).map(group => ({ group, role }))),
        admitsEverybody: everybody,
      }),
    onSuccess: ({ name }) => {
      tell(`Your door offers ${name} now.`)
      shut()
    },
    onSettled: () => queries.invalidateQueries(waysQuery),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate()
  }
  const field = (name: keyof typeof empty) => ({
    value: fields[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setFields({ ...fields, [name]: event.currentTarget.value }),
  })
  return (
    <Modal opened={opened} onClose={shut} title="Add an identity provider">
      <Stack component="form" gap="md" onSubmit={submit}>
        {create.error && <ProblemAlert error={create.error} />}
        <TextInput
          label="Name"
          description="What the button at your door says."
          required
          withAsterisk={false}
          {...field('name')}
          data-autofocus
        />
        <TextInput
          label="Issuer"
          description="Its address."
          type="url"
          required
          withAsterisk={false}
          {...field('issuer')}
        />
        <TextInput label="Client" required withAsterisk={false} {...field('clientId')} autoComplete="off" />
        <PasswordInput label="Client secret" {...field('secret')} autoComplete="new-password" />
        {roles.map(role => (
          <TextInput
            key={role}
            label={labels[role]}
            description="Their names at the provider, with commas between."
            {...field(role)}
          />
        ))}
        <Checkbox
          label="Let people of none of these groups in too"
          checked={everybody}
          onChange={event => setEverybody(event.currentTarget.checked)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={shut}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Add the provider
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
