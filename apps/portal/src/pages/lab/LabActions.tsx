import { labCan } from '@paddock/model'
import type { LabView } from '@paddock/sdk'
import { IconCopyPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { labVerbs } from '../../lab/labVerbs.ts'
import { PowerButton } from '../../power/PowerButton.tsx'
import { may } from '../../session/may.ts'
import { useMe } from '../../session/useMe.ts'
import { ReasonedButton } from '../../shell/ReasonedButton.tsx'
import { labWords } from '../../state/states.ts'
import { CopyDialog } from './CopyDialog.tsx'
import { DeleteDialog } from './DeleteDialog.tsx'

/** What can be done with the lab as a whole. */
export function LabActions({ lab }: { lab: LabView }) {
  const me = useMe()
  const [open, setOpen] = useState<'copy' | 'delete' | null>(null)
  const close = () => setOpen(null)
  const whyNot = `Not while it is: ${labWords(lab.state, lab.vms).toLowerCase()}`
  return (
    <>
      {may(me, 'lab.operate', lab.project.id) && <PowerButton verbs={labVerbs(lab)} of={lab.name} />}
      {may(me, 'lab.create', lab.project.id) && (
        <ReasonedButton
          leftSection={<IconCopyPlus size={16} />}
          whyNot={labCan.copy(lab.state) ? null : whyNot}
          press={() => setOpen('copy')}
        >
          Copy…
        </ReasonedButton>
      )}
      {may(me, 'lab.delete', lab.project.id) && (
        <ReasonedButton
          leftSection={<IconTrash size={16} />}
          whyNot={labCan.delete(lab.state) ? null : whyNot}
          press={() => setOpen('delete')}
        >
          Delete…
        </ReasonedButton>
      )}
      <CopyDialog lab={lab} opened={open === 'copy'} close={close} />
      <DeleteDialog lab={lab} opened={open === 'delete'} close={close} />
    </>
  )
}
