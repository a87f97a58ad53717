import { ActionIcon, Menu } from '@mantine/core'
import { labCan } from '@paddock/model'
import { IconCopyPlus, IconDots, IconLayoutGrid, IconTrash } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { CopyDialog } from '../../lab/CopyDialog.tsx'
import { DeleteDialog } from '../../lab/DeleteDialog.tsx'
import { labVerbs } from '../../lab/labVerbs.ts'
import { useLab } from '../../lab/useLab.ts'
import { useMayLab } from '../../lab/useMayLab.ts'
import { PowerButton } from '../../power/PowerButton.tsx'
import { ReasonedItem } from '../../shell/ReasonedItem.tsx'
import { labWords } from '../../state/states.ts'
import { AddMenu } from './AddMenu.tsx'

/** What can be done with the lab as a whole: the verb that fits its state first, what is rare in a menu. */
export function LabActions() {
  const lab = useLab()
  const may = useMayLab()
  const [open, setOpen] = useState<'copy' | 'delete' | null>(null)
  const close = () => setOpen(null)
  const whyNot = `Not while it is: ${labWords(lab.state, lab.vms).toLowerCase()}`
  return (
    <>
      {may.operate && <PowerButton verbs={labVerbs(lab)} of={lab.name} />}
      {may.edit && <AddMenu />}
      {(may.console || may.create || may.remove) && (
        <Menu position="bottom-end" width={260}>
          <Menu.Target>
            <ActionIcon variant="default" size={36} aria-label={`More for ${lab.name}`}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {may.console && (
              <Menu.Item
                leftSection={<IconLayoutGrid size={16} />}
                renderRoot={props => <Link to="/labs/$lab/wall" params={{ lab: lab.id }} {...props} />}
              >
                All screens side by side
              </Menu.Item>
            )}
            {may.create && (
              <ReasonedItem
                leftSection={<IconCopyPlus size={16} />}
                hint="As it is now, behind a fence of its own"
                whyNot={labCan.copy(lab.state) ? null : whyNot}
                press={() => setOpen('copy')}
              >
                Copy…
              </ReasonedItem>
            )}
            {may.remove && (
              <ReasonedItem
                leftSection={<IconTrash size={16} />}
                whyNot={labCan.delete(lab.state) ? null : whyNot}
                press={() => setOpen('delete')}
              >
                Delete…
              </ReasonedItem>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      <CopyDialog lab={lab} opened={open === 'copy'} close={close} />
      <DeleteDialog lab={lab} opened={open === 'delete'} close={close} />
    </>
  )
}
