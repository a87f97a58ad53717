import { Button, Code, Group, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ProblemAlert } from '../problem/ProblemAlert.tsx'
import { QrCode } from './QrCode.tsx'
import classes from './totp.module.css'

type DeviceStepProps = {
  secret: string
  uri: string
  pending: boolean
  error: unknown
  give: (code: string) => void
  cancel?: (() => void) | undefined
}

/** Has the secret put into a device, and a first code of it typed. */
export function DeviceStep({ secret, uri, pending, error, give, cancel }: DeviceStepProps) {
  const [code, setCode] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    give(code)
  }
  return (
    <Stack component="form" gap="md" onSubmit={submit}>
      {error !== null && <ProblemAlert error={error} />}
      <Text>Hold your app’s camera to this picture, or type the secret below it.</Text>
      <QrCode text={uri} label="The secret, for a camera" />
      <Code block className={classes.secret ?? ''}>
        {secret.match(/.{1,4}/g)?.join(' ')}
      </Code>
      <TextInput
        label="Code that the app shows"
        description="Six digits. They change every half minute."
        required
        withAsterisk={false}
        inputMode="numeric"
        autoComplete="one-time-code"
        value={code}
        onChange={event => setCode(event.currentTarget.value)}
      />
      <Group justify="flex-end" gap="xs">
        {cancel && (
          <Button variant="default" onClick={cancel}>
            Cancel
          </Button>
        )}
        <Button type="submit" loading={pending}>
          Turn it on
        </Button>
      </Group>
    </Stack>
  )
}
