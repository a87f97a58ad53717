import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import type { VmView } from '@paddock/sdk'
import { IconDisc } from '@tabler/icons-react'
import { useState } from 'react'
import { CdItems } from '../../../vm/CdItems.tsx'

/** What lies in a machine's CD drive, and what could. */
export function CdMenu({ vm }: { vm: VmView }) {
  const [opened, setOpened] = useState(false)
  const words = vm.cd ? `CD of ${vm.name}: ${vm.cd.name}` : `CD of ${vm.name}: empty`
  return (
    <Menu position="bottom-end" width={280} opened={opened} onChange={setOpened}>
      <Tooltip label={vm.cd ? `CD: ${vm.cd.name}` : 'No CD in the drive'}>
        <Menu.Target>
          <ActionIcon
            variant={vm.cd ? 'light' : 'subtle'}
            color={vm.cd ? 'petrol' : 'gray'}
            size={30}
            aria-label={words}
          >
            <IconDisc size={17} />
          </ActionIcon>
        </Menu.Target>
      </Tooltip>
      <Menu.Dropdown>{opened && <CdItems vm={vm} />}</Menu.Dropdown>
    </Menu>
  )
}
