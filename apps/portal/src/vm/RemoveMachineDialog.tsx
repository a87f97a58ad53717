import type { VmView } from '@paddock/sdk'
import { paddock } from '../api/paddock.ts'
import { LossDialog } from '../shell/LossDialog.tsx'
import { bytes, count } from '../text/quantity.ts'

type RemoveMachineDialogProps = { vm: VmView; opened: boolean; close: () => void; removed?: () => void }

/** Removes a machine from its lab after naming what goes with it. */
export function RemoveMachineDialog({ vm, opened, close, removed }: RemoveMachineDialogProps) {
  const stored = vm.disks.reduce((sum, disk) => sum + disk.storedBytes, 0)
  const alive = vm.state !== 'stopped' && vm.state !== 'suspended' && vm.state !== 'failed'
  return (
    <LossDialog
      opened={opened}
      close={close}
      title={`Remove ${vm.name}?`}
      losses={[
        `The machine ${vm.name}`,
        ...(vm.disks.length > 0 ? [`${count(vm.disks.length, 'disk')} with ${bytes(stored)} that it wrote`] : []),
        ...(vm.interfaces.length > 0
          ? [
              `Its ${vm.interfaces.length === 1 ? 'address' : 'addresses'} ${vm.interfaces.map(port => port.address).join(', ')}`,
            ]
          : []),
      ]}
      warning={alive && 'It is not stopped, and will lose power at once.'}
      comfort="The other machines of the lab go on."
      words={`Remove ${vm.name}`}
      act={async () => {
        await paddock.vm.delete({ vm: vm.id })
        removed?.()
      }}
    />
  )
}
