import { Checkbox, Modal } from '@mantine/core'
import type { SnapshotView } from '@paddock/sdk'
import { useState } from 'react'
import { paddock } from '../api/paddock.ts'
import { CopiesForm } from '../lab/CopiesForm.tsx'

type CopySnapshotDialogProps = { snapshot: SnapshotView; opened: boolean; close: () => void }

/** Starts copies of a snapshot: each behind its own fence, with the same addresses inside. */
export function CopySnapshotDialog({ snapshot, opened, close }: CopySnapshotDialogProps) {
  return (
    <Modal opened={opened} onClose={close} title={`Start copies of ${snapshot.name}`}>
      {opened && <CopyForm snapshot={snapshot} close={close} />}
    </Modal>
  )
}

function CopyForm({ snapshot: { id, name, vms, reason }, close }: Omit<CopySnapshotDialogProps, 'opened'>) {
  const memory = vms.some(vm => vm.memory)
  const unfit = reason?.code === 'memory-unfit'
  const [cold, setCold] = useState(unfit)
  return (
    <CopiesForm
      says={
        memory && !cold
          ? 'What ran in it goes on in each copy, from that very instant. Copies share disks and memory until they change them.'
          : 'What ran in it boots in each copy, from the disks of that instant. Copies share the disks until they change them.'
      }
      name={`${name} copy`}
      verb="Start"
      close={close}
      make={names =>
        paddock.snapshot.copy({ snapshot: id, copies: names.map(each => ({ name: each })), start: true, cold })
      }
    >
      {memory && (
        <Checkbox
          label="Start them cold"
          description={unfit ? reason.message : 'They boot from its disks, without its memory.'}
          checked={cold}
          disabled={unfit}
          onChange={event => setCold(event.currentTarget.checked)}
        />
      )}
    </CopiesForm>
  )
}
