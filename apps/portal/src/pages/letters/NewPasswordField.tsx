import { PasswordInput } from '@mantine/core'

type NewPasswordFieldProps = { value: string; change: (password: string) => void }

/** Where a person chooses a password. */
export function NewPasswordField({ value, change }: NewPasswordFieldProps) {
  return (
    <PasswordInput
      label="New password"
      description="At least 10 characters. Length is what counts: four words that do not belong together are good."
      required
      withAsterisk={false}
      minLength={10}
      value={value}
      onChange={event => change(event.currentTarget.value)}
      autoComplete="new-password"
    />
  )
}
