import { useMutation, useQueryClient } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'
import { DeviceStep } from './DeviceStep.tsx'
import { PasswordStep } from './PasswordStep.tsx'
import { RecoveryCodes } from './RecoveryCodes.tsx'
import { totpQuery } from './totpQuery.ts'

type SetUpTotpProps = { done: () => void; cancel?: () => void }

/** Sets up a second factor: the password, the device, the recovery codes. */
export function SetUpTotp({ done, cancel }: SetUpTotpProps) {
  const queries = useQueryClient()
  const begin = useMutation({ mutationFn: (password: string) => paddock.totp.begin({ password }) })
  const confirm = useMutation({
    mutationFn: (code: string) => paddock.totp.confirm({ code }),
    onSuccess: () => queries.invalidateQueries(totpQuery),
  })
  if (confirm.data) return <RecoveryCodes codes={confirm.data.recoveryCodes} done={done} />
  if (begin.data)
    return (
      <DeviceStep
        {...begin.data}
        pending={confirm.isPending}
        error={confirm.error}
        give={confirm.mutate}
        cancel={cancel}
      />
    )
  return (
    <PasswordStep
      says="You need an app for codes on your phone or computer, such as those of password managers."
      verb="Go on"
      pending={begin.isPending}
      error={begin.error}
      give={begin.mutate}
      cancel={cancel}
    />
  )
}
