import { Button, CopyButton, Group, Stack, Text } from '@mantine/core'
import classes from './totp.module.css'

type RecoveryCodesProps = { codes: readonly string[]; done: () => void }

/** The recovery codes, this once. */
export function RecoveryCodes({ codes, done }: RecoveryCodesProps) {
  return (
    <Stack gap="md">
      <Text>
        Each of these lets you in once, without your device. Keep them where the device is not. They are not shown
        again.
      </Text>
      <ul className={classes.codes} aria-label="Recovery codes">
        {codes.map(code => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Group justify="flex-end" gap="xs">
        <CopyButton value={codes.join('\n')}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
        <Button onClick={done}>I have them</Button>
      </Group>
    </Stack>
  )
}
