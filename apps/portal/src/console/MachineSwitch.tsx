import { Menu, UnstyledButton, VisuallyHidden } from '@mantine/core'
import type { LabView, VmView } from '@paddock/sdk'
import { IconChevronDown, IconLayoutGrid } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { StateMark } from '../state/StateMark.tsx'
import stateClasses from '../state/state.module.css'
import { vmLook, vmWords } from '../state/states.ts'
import classes from './Console.module.css'
import { useConsoleSearch } from './useConsoleSearch.ts'

type MachineSwitchProps = { lab: LabView; vm: VmView; kind: 'screen' | 'serial' }

/** The machine that is shown, and the way to the same console of the lab's others. */
export function MachineSwitch({ lab, vm, kind }: MachineSwitchProps) {
  const search = useConsoleSearch()
  return (
    <Menu position="bottom-start" width={260}>
      <Menu.Target>
        <UnstyledButton className={classes.machine}>
          <span className={classes.lab}>{lab.name} / </span>
          <span className={`${stateClasses.dot} ${classes.small}`} data-look={vmLook(vm.state)}>
            <StateMark look={vmLook(vm.state)} />
          </span>
          <span className={classes.vm}>{vm.name}</span>
          <VisuallyHidden>: {vmWords(vm.state).toLowerCase()}; other machines</VisuallyHidden>
          <IconChevronDown size={15} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className={classes.dropdown}>
        {lab.vms.map(each => (
          <Menu.Item
            key={each.id}
            leftSection={
              <span className={stateClasses.dot} data-look={vmLook(each.state)}>
                <StateMark look={vmLook(each.state)} />
              </span>
            }
            rightSection={<span className={classes.side}>{vmWords(each.state)}</span>}
            aria-current={each.id === vm.id || undefined}
            fw={each.id === vm.id ? 600 : 400}
            renderRoot={props => (
              <Link
                to={`/labs/$lab/vms/$vm/${kind}`}
                params={{ lab: lab.id, vm: each.id }}
                search={search}
                {...props}
              />
            )}
          >
            {each.name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLayoutGrid size={14} />}
          renderRoot={props => <Link to="/labs/$lab/wall" params={{ lab: lab.id }} {...props} />}
        >
          All screens at once
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
