import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { paddock } from '../../api/paddock.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { tell } from '../../text/tell.tsx'
import { DoorFrame } from './DoorFrame.tsx'
import { linkSecret } from './linkSecret.ts'
import { NewPasswordField } from './NewPasswordField.tsx'

/** Where the link of a forgotten password leads. */
export function NewPasswordPage() {
  const navigate = useNavigate()
  const [secret] = useState(linkSecret)
  const [password, setPassword] = useState('')
  const reset = useMutation({
    mutationFn: () => paddock.password.reset({ secret, password }),
    onSuccess: async ({ tenant }) => {
      await navigate({ to: '/sign-in', search: tenant === null ? {} : { tenant }, replace: true })
      tell('Your password is changed, and all your sessions have ended.')
    },
  })
  return (
    <DoorFrame title="Set a new password" submit={reset.mutate}>
      {reset.error && <ProblemAlert error={reset.error} />}
      <NewPasswordField value={password} change={setPassword} />
      <Button type="submit" loading={reset.isPending} fullWidth size="md">
        Set the password
      </Button>
    </DoorFrame>
  )
}
