import { Modal } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { paddock } from '../../api/paddock.ts'
import { tell } from '../../text/tell.tsx'
import { PasswordStep } from '../../totp/PasswordStep.tsx'
import { totpQuery } from '../../totp/totpQuery.ts'

/** Turns the person's second factor off. */
export function EndTotpDialog({ opened, close }: { opened: boolean; close: () => void }) {
  const queries = useQueryClient()
  const end = useMutation({
    mutationFn: (password: string) => paddock.totp.end({ password }),
    onSuccess: () => {
      tell('You sign in with your password alone now.')
      close()
      return queries.invalidateQueries(totpQuery)
    },
  })
  return (
    <Modal opened={opened} onClose={close} title="Turn off the second factor">
      <PasswordStep
        says="Your recovery codes go with it. Whoever has your password is let in then."
        verb="Turn it off"
        pending={end.isPending}
        error={end.error}
        give={end.mutate}
        cancel={close}
      />
    </Modal>
  )
}
