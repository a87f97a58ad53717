import type { NetworkView } from '@paddock/sdk'
import { paddock } from '../api/paddock.ts'
import { LossDialog } from '../shell/LossDialog.tsx'

type RemoveNetworkDialogProps = { network: NetworkView; opened: boolean; close: () => void; removed?: () => void }

/** Removes a network that no machine is on. */
export function RemoveNetworkDialog({ network, opened, close, removed }: RemoveNetworkDialogProps) {
  return (
    <LossDialog
      opened={opened}
      close={close}
      title={`Remove network ${network.name}?`}
      losses={[`The network ${network.name} with its range ${network.cidr} and its services`]}
      comfort="No machine is on it."
      words={`Remove ${network.name}`}
      act={async () => {
        await paddock.network.delete({ network: network.id })
        removed?.()
      }}
    />
  )
}
