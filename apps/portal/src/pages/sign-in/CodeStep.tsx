import { Button, Paper, Stack, TextInput, Title } from '@mantine/core'
import type { FormEvent } from 'react'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import classes from './SignInPage.module.css'

type CodeStepProps = {
  code: string
  change: (code: string) => void
  submit: (event: FormEvent) => void
  back: () => void
  pending: boolean
  error: unknown
}

/** The second step of signing in: a code of the second factor. */
export function CodeStep({ code, change, submit, back, pending, error }: CodeStepProps) {
  return (
    <main className={classes.page}>
      <Paper className={classes.box} component="form" onSubmit={submit} aria-labelledby="code">
        <Stack gap="md">
          <Title order={1} id="code">
            Your second factor
          </Title>
          {error !== null && <ProblemAlert error={error} />}
          <TextInput
            label="Code"
            description="Six digits that your device shows, or one of your recovery codes."
            required
            withAsterisk={false}
            autoFocus
            autoComplete="one-time-code"
            autoCapitalize="none"
            spellCheck={false}
            value={code}
            onChange={event => change(event.currentTarget.value)}
          />
          <Button type="submit" loading={pending} fullWidth size="md">
            Sign in
          </Button>
          <Button variant="subtle" color="gray" onClick={back}>
            Back
          </Button>
        </Stack>
      </Paper>
    </main>
  )
}
