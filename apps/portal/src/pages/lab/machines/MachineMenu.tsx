import { ActionIcon, Menu } from '@mantine/core'
import { vmCan } from '@paddock/model'
import type { VmView } from '@paddock/sdk'
import { IconDots, IconSettings, IconTerminal2, IconTrash } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useLab } from '../../../lab/useLab.ts'
import { useMayLab } from '../../../lab/useMayLab.ts'
import { usePanel } from '../../../lab/usePanel.ts'
import { ReasonedItem } from '../../../shell/ReasonedItem.tsx'
import { vmWords } from '../../../state/states.ts'
import { RemoveMachineDialog } from '../../../vm/RemoveMachineDialog.tsx'

/** What else can be done with a machine. */
export function MachineMenu({ vm }: { vm: VmView }) {
  const lab = useLab()
  const may = useMayLab()
  const { open } = usePanel()
  const [removing, setRemoving] = useState(false)
  const whyNot = `Not while it is: ${vmWords(vm.state).toLowerCase()}`
  return (
    <>
      <Menu position="bottom-end" width={250}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={30} aria-label={`More for ${vm.name}`}>
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {may.console && (
            <Menu.Item
              leftSection={<IconTerminal2 size={16} />}
              renderRoot={props => (
                <Link to="/labs/$lab/vms/$vm/serial" params={{ lab: lab.id, vm: vm.id }} {...props} />
              )}
            >
              Serial console
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconSettings size={16} />} onClick={() => open({ machine: vm.id })}>
            {may.edit ? 'Settings, disks, interfaces…' : 'Disks and interfaces…'}
          </Menu.Item>
          {may.edit && (
            <ReasonedItem
              leftSection={<IconTrash size={16} />}
              whyNot={may.whyNotEdit ?? (vmCan.delete(vm.state) ? null : whyNot)}
              press={() => setRemoving(true)}
            >
              Remove from the lab…
            </ReasonedItem>
          )}
        </Menu.Dropdown>
      </Menu>
      <RemoveMachineDialog vm={vm} opened={removing} close={() => setRemoving(false)} />
    </>
  )
}
