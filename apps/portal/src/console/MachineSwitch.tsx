import { Menu, UnstyledButton } from '@mantine/core'
import type { LabView, VmView } from '@paddock/sdk'
import { IconChevronDown } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { StateMark } from '../state/StateMark.tsx'
import { vmLook, vmWords } from '../state/states.ts'
import classes from './Console.module.css'

type MachineSwitchProps = { lab: LabView; vm: VmView; kind: 'screen' | 'serial' }

/** The machine that is shown, and the way to the same console of the lab's others. */
export function MachineSwitch({ lab, vm, kind }: MachineSwitchProps) {
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.machine} aria-label={`${vm.name} of ${lab.name}; other machines`}>
          <span className={classes.lab}>{lab.name} / </span>
          {vm.name}
          <IconChevronDown size={15} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {lab.vms.map(each => (
          <Menu.Item
            key={each.id}
            leftSection={<StateMark look={vmLook(each.state)} />}
            rightSection={<span className={classes.side}>{vmWords(each.state)}</span>}
            aria-current={each.id === vm.id || undefined}
            fw={each.id === vm.id ? 600 : 400}
            renderRoot={props => (
              <Link to={`/labs/$lab/vms/$vm/${kind}`} params={{ lab: lab.id, vm: each.id }} {...props} />
            )}
          >
            {each.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
