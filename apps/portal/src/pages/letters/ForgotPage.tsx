import { Anchor, Button, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { paddock } from '../../api/paddock.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { lastTenant } from '../../session/tenantSlug.ts'
import { DoorFrame } from './DoorFrame.tsx'

/** Has a link for a new password sent. */
export function ForgotPage() {
  const asked = useSearch({ from: '/forgot' })
  const [tenant, setTenant] = useState(asked.tenant ?? lastTenant())
  const [email, setEmail] = useState('')
  const forgot = useMutation({
    mutationFn: () => paddock.password.forgot({ email: email.trim(), ...(tenant ? { tenant } : {}) }),
  })
  const back = (
    <Anchor size="sm" renderRoot={props => <Link to="/sign-in" search={tenant ? { tenant } : {}} {...props} />}>
      Back to sign-in
    </Anchor>
  )
  if (forgot.isSuccess)
    return (
      <DoorFrame title="Look into your mail">
        <Text>
          If there is such an account, a letter with a link is on its way to {email.trim()}. The link is good for an
          hour.
        </Text>
        {back}
      </DoorFrame>
    )
  return (
    <DoorFrame title="Forgotten password" submit={forgot.mutate}>
      {forgot.error && <ProblemAlert error={forgot.error} />}
      <TextInput
        label="Tenant"
        description="Leave it empty at the operators’ door."
        value={tenant}
        onChange={event => setTenant(event.currentTarget.value.trim().toLowerCase())}
        autoComplete="organization"
        autoCapitalize="none"
        spellCheck={false}
      />
      <TextInput
        label="E-mail"
        type="email"
        required
        withAsterisk={false}
        value={email}
        onChange={event => setEmail(event.currentTarget.value)}
        autoComplete="username"
      />
      <Button type="submit" loading={forgot.isPending} fullWidth size="md">
        Send me a link
      </Button>
      {back}
    </DoorFrame>
  )
}
