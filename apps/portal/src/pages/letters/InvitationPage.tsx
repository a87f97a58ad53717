import { Button, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { paddock } from '../../api/paddock.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { tell } from '../../text/tell.tsx'
import { DoorFrame } from './DoorFrame.tsx'
import { linkSecret } from './linkSecret.ts'
import { NewPasswordField } from './NewPasswordField.tsx'

/** Where the link of an invitation leads: a name, a password, and the door. */
export function InvitationPage() {
  const navigate = useNavigate()
  const [secret] = useState(linkSecret)
  const [name, setName] = useState<string | null>(null)
  const [password, setPassword] = useState('')
  const invitation = useQuery({
    queryKey: ['invitation', secret],
    queryFn: () => paddock.invitation.look({ secret }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const accept = useMutation({
    mutationFn: () => paddock.invitation.accept({ secret, password, ...(name === null ? {} : { name }) }),
    onSuccess: async ({ tenant }) => {
      await navigate({ to: '/sign-in', search: { tenant }, replace: true })
      tell('Your account is made. Sign in with the password that you chose.')
    },
  })
  if (invitation.error)
    return (
      <DoorFrame title="Invitation">
        <ProblemAlert error={invitation.error} />
      </DoorFrame>
    )
  if (!invitation.data) return <DoorFrame title="Invitation">{null}</DoorFrame>
  return (
    <DoorFrame title={`You are invited to ${invitation.data.tenant.name}`} submit={accept.mutate}>
      {accept.error && <ProblemAlert error={accept.error} />}
      <Text>You sign in as {invitation.data.email}.</Text>
      <TextInput
        label="Your name"
        required
        withAsterisk={false}
        value={name ?? invitation.data.name}
        onChange={event => setName(event.currentTarget.value)}
        autoComplete="name"
      />
      <NewPasswordField value={password} change={setPassword} />
      <Button type="submit" loading={accept.isPending} fullWidth size="md">
        Make my account
      </Button>
    </DoorFrame>
  )
}
