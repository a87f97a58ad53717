import { Button, PasswordInput, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { paddock } from '../../api/paddock.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { tell } from '../../text/tell.tsx'
import { Section } from './Section.tsx'
import classes from './Settings.module.css'

/** Changes the person's own password. */
export function PasswordForm() {
  const [currentPassword, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const change = useMutation({
    mutationFn: () => paddock.password.change({ currentPassword, password }),
    onSuccess: () => {
      setCurrent('')
      setPassword('')
      tell('Your password is changed, and your other sessions have ended.')
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate()
  }
  return (
    <Section title="Password" says="Changing it ends your other sessions. API tokens stay.">
      <Stack component="form" gap="md" className={classes.form ?? ''} onSubmit={submit}>
        {change.error && <ProblemAlert error={change.error} />}
        <PasswordInput
          label="Current password"
          required
          withAsterisk={false}
          value={currentPassword}
          onChange={event => setCurrent(event.currentTarget.value)}
          autoComplete="current-password"
        />
        <PasswordInput
          label="New password"
          description="At least 10 characters. Length is what counts: four words that do not belong together are good."
          required
          withAsterisk={false}
          minLength={10}
          value={password}
          onChange={event => setPassword(event.currentTarget.value)}
          autoComplete="new-password"
        />
        <div>
          <Button type="submit" loading={change.isPending}>
            Change password
          </Button>
        </div>
      </Stack>
    </Section>
  )
}
