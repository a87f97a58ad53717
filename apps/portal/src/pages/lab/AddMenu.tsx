import { Button, Menu } from '@mantine/core'
import { IconDeviceDesktopPlus, IconPlus, IconStack2, IconTopologyBus } from '@tabler/icons-react'
import { useMayLab } from '../../lab/useMayLab.ts'
import { usePanel } from '../../lab/usePanel.ts'
import { ReasonedItem } from '../../shell/ReasonedItem.tsx'
import classes from './LabHead.module.css'

/** What can be added to the lab, also while it runs. */
export function AddMenu() {
  const { whyNotEdit } = useMayLab()
  const { open } = usePanel()
  return (
    <Menu position="bottom-end" width={280}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconPlus size={16} />} className={classes.add} aria-label="Add">
          Add
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <ReasonedItem
          leftSection={<IconStack2 size={16} />}
          hint="With their networks; what runs goes on"
          whyNot={whyNotEdit}
          press={() => open({ add: 'template' })}
        >
          Machines from a template…
        </ReasonedItem>
        <ReasonedItem
          leftSection={<IconDeviceDesktopPlus size={16} />}
          hint="With blank disks, to install from a CD"
          whyNot={whyNotEdit}
          press={() => open({ add: 'machine' })}
        >
          Blank machine…
        </ReasonedItem>
        <ReasonedItem
          leftSection={<IconTopologyBus size={16} />}
          whyNot={whyNotEdit}
          press={() => open({ add: 'network' })}
        >
          Network…
        </ReasonedItem>
      </Menu.Dropdown>
    </Menu>
  )
}
