import { Modal } from '@mantine/core'
import type { SnapshotView } from '@paddock/sdk'
import { paddock } from '../api/paddock.ts'
import { CopiesForm } from '../lab/CopiesForm.tsx'

type CopySnapshotDialogProps = { snapshot: SnapshotView; opened: boolean; close: () => void }

/** Starts copies of a snapshot: each behind its own fence, with the same addresses inside. */
export function CopySnapshotDialog({ snapshot, opened, close }: CopySnapshotDialogProps) {
  const { id, name, vms } = snapshot
  return (
    <Modal opened={opened} onClose={close} title={`Start copies of ${name}`}>
      {opened && (
        <CopiesForm
          says={
            vms.some(vm => vm.memory)
              ? 'What ran in it goes on in each copy, from that very instant. Copies share disks and memory until they change them.'
              : 'What ran in it boots in each copy, from the disks of that instant. Copies share the disks until they change them.'
          }
          name={`${name} copy`}
          verb="Start"
          close={close}
          make={names =>
            paddock.snapshot.copy({ snapshot: id, copies: names.map(each => ({ name: each })), start: true })
          }
        />
      )}
    </Modal>
  )
}
