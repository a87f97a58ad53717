import { Modal } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { paddock } from '../../api/paddock.ts'
import { PasswordStep } from '../../totp/PasswordStep.tsx'
import { RecoveryCodes } from '../../totp/RecoveryCodes.tsx'
import { totpQuery } from '../../totp/totpQuery.ts'

/** Makes new recovery codes, and shows them this once. */
export function RenewCodesDialog({ opened, close }: { opened: boolean; close: () => void }) {
  const queries = useQueryClient()
  const renew = useMutation({
    mutationFn: (password: string) => paddock.totp.renew({ password }),
    onSuccess: () => queries.invalidateQueries(totpQuery),
  })
  const shut = () => {
    close()
    renew.reset()
  }
  return (
    <Modal opened={opened} onClose={shut} title="New recovery codes" closeOnClickOutside={!renew.data}>
      {renew.data ? (
        <RecoveryCodes codes={renew.data.recoveryCodes} done={shut} />
      ) : (
        <PasswordStep
          says="The codes that you have are good for nothing any more then."
          verb="Make new ones"
          pending={renew.isPending}
          error={renew.error}
          give={renew.mutate}
          cancel={shut}
        />
      )}
    </Modal>
  )
}
