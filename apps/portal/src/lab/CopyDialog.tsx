import { Checkbox, Modal } from '@mantine/core'
import type { LabView } from '@paddock/sdk'
import { useState } from 'react'
import { paddock } from '../api/paddock.ts'
import { CopiesForm } from './CopiesForm.tsx'

type CopyDialogProps = { lab: LabView; opened: boolean; close: () => void }

/** Makes copies of a lab: each behind its own fence, with the same addresses inside. */
export function CopyDialog({ lab, opened, close }: CopyDialogProps) {
  return (
    <Modal opened={opened} onClose={close} title={`Copy ${lab.name}`}>
      {opened && <CopyForm lab={lab} close={close} />}
    </Modal>
  )
}

function CopyForm({ lab, close }: Omit<CopyDialogProps, 'opened'>) {
  const [start, setStart] = useState(false)
  const [memory, setMemory] = useState(false)
  const runs = lab.vms.some(vm => vm.state === 'running')
  return (
    <CopiesForm
      says="Each copy begins with the lab as it is now and has the same addresses inside. Its fence keeps it apart from all others."
      name={`${lab.name} copy`}
      verb="Make"
      close={close}
      make={names => paddock.lab.copy({ lab: lab.id, copies: names.map(name => ({ name })), start, memory })}
    >
      <Checkbox label="Start them now" checked={start} onChange={event => setStart(event.currentTarget.checked)} />
      {runs && (
        <Checkbox
          label="With memory"
          description="What runs goes on in the copies from this instant. A snapshot is taken for that, and stays."
          checked={memory}
          onChange={event => setMemory(event.currentTarget.checked)}
        />
      )}
    </CopiesForm>
  )
}
