import { Modal, Text } from '@mantine/core'
import type { NetworkView } from '@paddock/sdk'
import { AddNetworkForm } from './AddNetworkForm.tsx'
import { NetworkForm } from './NetworkForm.tsx'

type NetworkDialogProps = { network: NetworkView | 'new' | undefined; opened: boolean; close: () => void }

/** A network to be added or changed, over the page that it was opened from. */
export function NetworkDialog({ network, opened, close }: NetworkDialogProps) {
  const title = network === 'new' ? 'Add a network' : network ? `Network ${network.name}` : 'No such network'
  return (
    <Modal opened={opened} onClose={close} title={title} size="lg">
      {network === 'new' ? (
        opened && <AddNetworkForm close={close} />
      ) : network ? (
        <NetworkForm key={network.id} network={network} close={close} />
      ) : (
        <Text c="dimmed">The lab has no such network any more.</Text>
      )}
    </Modal>
  )
}
