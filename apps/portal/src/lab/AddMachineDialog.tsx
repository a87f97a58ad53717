import { Modal } from '@mantine/core'
import { AddMachineForm } from './AddMachineForm.tsx'

/** Adds a machine from scratch. */
export function AddMachineDialog({ opened, close }: { opened: boolean; close: () => void }) {
  return (
    <Modal opened={opened} onClose={close} title="Add a blank machine" size="lg">
      {opened && <AddMachineForm close={close} />}
    </Modal>
  )
}
