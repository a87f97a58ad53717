import { Button } from '@mantine/core'
import { vmCan } from '@paddock/model'
import type { LabView, VmView } from '@paddock/sdk'
import { IconDeviceDesktop, IconTerminal2 } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { ReasonedButton } from '../../shell/ReasonedButton.tsx'
import { vmWords } from '../../state/states.ts'

const kinds = {
  screen: { words: 'Screen', name: 'Screen', Icon: IconDeviceDesktop },
  serial: { words: 'Serial', name: 'Serial console', Icon: IconTerminal2 },
}

type ConsoleButtonProps = { lab: LabView; vm: VmView; kind: 'screen' | 'serial' }

/** Leads to a machine's console while it has one. */
export function ConsoleButton({ lab, vm, kind }: ConsoleButtonProps) {
  const { words, name, Icon } = kinds[kind]
  const look = { size: 'xs', leftSection: <Icon size={15} />, 'aria-label': `${name} of ${vm.name}` }
  if (!vmCan.watch(vm.state))
    return (
      <ReasonedButton whyNot={`None while it is: ${vmWords(vm.state).toLowerCase()}`} press={() => undefined} {...look}>
        {words}
      </ReasonedButton>
    )
  return (
    <Button
      variant="default"
      renderRoot={props => <Link to={`/labs/$lab/vms/$vm/${kind}`} params={{ lab: lab.id, vm: vm.id }} {...props} />}
      {...look}
    >
      {words}
    </Button>
  )
}
