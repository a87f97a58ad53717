import { Button, Checkbox, Code, CopyButton, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import type { WayView } from '@paddock/sdk'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { paddock } from '../../api/paddock.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { tell } from '../../text/tell.tsx'
import { waysQuery } from '../../way/waysQuery.ts'

const roles = ['administrator', 'member', 'viewer'] as const
const labels = { administrator: 'Groups of administrators', member: 'Groups of members', viewer: 'Groups of viewers' }
const groupsIn = (text: string) =>
  text
    .split(',')
    .map(group => group.trim())
    .filter(group => group !== '')

const fieldsOf = (way: WayView | undefined) => ({
  name: way?.name ?? '',
  issuer: way?.issuer ?? '',
  clientId: way?.clientId ?? '',
  secret: '',
  ...(Object.fromEntries(
    roles.map(role => [
      role,
      (way?.groupRoles ?? [])
        .filter(one => one.role === role)
        .map(one => one.group)
        .join(', '),
    ]),
  ) as Record<(typeof roles)[number], string>),
})
type Fields = ReturnType<typeof fieldsOf>

/** Where the provider sends people back to: it has to be told before it gives a client. */
const backAddress = (way: WayView | undefined) => way?.redirectUri ?? `${window.location.origin}/sign-in/back`

type WayDialogProps = { way: WayView | undefined; opened: boolean; close: () => void }

/** Sets up an identity provider, or changes one. */
export const WayDialog = ({ way, opened, close }: WayDialogProps) => (
  <Modal opened={opened} onClose={close} title={way ? `Change the provider ${way.name}` : 'Add an identity provider'}>
    <WayForm key={`${way?.id} ${way?.revision}`} way={way} close={close} />
  </Modal>
)

function WayForm({ way, close }: Omit<WayDialogProps, 'opened'>) {
  const queries = useQueryClient()
  const [fields, setFields] = useState(() => fieldsOf(way))
  const [everybody, setEverybody] = useState(way?.admitsEverybody ?? false)
  const keep = useMutation({
    mutationFn: () => {
      const { name, clientId, issuer, secret } = fields
      const said = {
        name,
        clientId: clientId.trim(),
        groupRoles: roles.flatMap(role => groupsIn(fields[role]).map(group => ({ group, role }))),
        admitsEverybody: everybody,
      }
      return way
        ? paddock.way.update(
            { way: way.id, ...said, ...(secret === '' ? {} : { clientSecret: secret }) },
            { ifMatch: way.revision },
          )
        : paddock.way.create({ ...said, issuer: issuer.trim(), clientSecret: secret === '' ? null : secret })
    },
    onSuccess: ({ name }) => {
      tell(way ? `${name} is changed, from the next sign-in on.` : `Your door offers ${name} now.`)
      close()
    },
    onSettled: () => queries.invalidateQueries(waysQuery),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    keep.mutate()
  }
  const field = (name: keyof Fields) => ({
    value: fields[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setFields({ ...fields, [name]: event.currentTarget.value }),
    required: name === 'name' || name === 'issuer' || name === 'clientId',
    withAsterisk: false,
  })
  return (
    <Stack component="form" gap="md" onSubmit={submit}>
      {keep.error && <ProblemAlert error={keep.error} />}
      <BackAddress address={backAddress(way)} />
      <TextInput label="Name" description="What the button at your door says." {...field('name')} data-autofocus />
      <TextInput
        label="Issuer"
        description={
          way ? 'Another one would be another provider.' : 'The provider’s address, as https://id.example.com.'
        }
        type="url"
        disabled={way !== undefined}
        {...field('issuer')}
      />
      <TextInput label="Client" autoComplete="off" {...field('clientId')} />
      <PasswordInput
        label="Client secret"
        {...(way?.hasSecret ? { description: 'Empty: it stays as it is.' } : {})}
        autoComplete="new-password"
        {...field('secret')}
      />
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
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={keep.isPending}>
          {way ? 'Change the provider' : 'Add the provider'}
        </Button>
      </Group>
    </Stack>
  )
}

const BackAddress = ({ address }: { address: string }) => (
  <div>
    <Text size="sm" mb={4}>
      Register Paddock at the provider first, with this address to come back to:
    </Text>
    <Group gap="xs" wrap="nowrap">
      <Code style={{ overflowWrap: 'anywhere' }}>{address}</Code>
      <CopyButton value={address}>
        {({ copied, copy }) => (
          <Button variant="default" size="xs" onClick={copy}>
            {copied ? 'Copied' : 'Copy'}
          </Button>
        )}
      </CopyButton>
    </Group>
  </div>
)
