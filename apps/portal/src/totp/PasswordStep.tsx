import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ProblemAlert } from '../problem/ProblemAlert.tsx'

type PasswordStepProps = {
  says: string
  verb: string
  pending: boolean
  error: unknown
  give: (password: string) => void
  cancel?: (() => void) | undefined
}

/** Asks once more who it is, before something about their sign-in changes. */
export function PasswordStep({ says, verb, pending, error, give, cancel }: PasswordStepProps) {
  const [password, setPassword] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    give(password)
  }
  return (
    <Stack component="form" gap="md" onSubmit={submit}>
      {error !== null && <ProblemAlert error={error} />}
      <Text>{says}</Text>
      <PasswordInput
        label="Your password"
        required
        withAsterisk={false}
        value={password}
        onChange={event => setPassword(event.currentTarget.value)}
        autoComplete="current-password"
        data-autofocus
      />
      <Group justify="flex-end" gap="xs">
        {cancel && (
          <Button variant="default" onClick={cancel}>
            Cancel
          </Button>
        )}
        <Button type="submit" loading={pending}>
          {verb}
        </Button>
      </Group>
    </Stack>
  )
}
