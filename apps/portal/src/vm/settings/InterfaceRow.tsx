import { Group, Switch, Text } from '@mantine/core'
import type { InterfaceView, VmView } from '@paddock/sdk'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { paddock } from '../../api/paddock.ts'
import { useLab } from '../../lab/useLab.ts'
import { useMayLab } from '../../lab/useMayLab.ts'
import { showProblem } from '../../problem/showProblem.tsx'
import { LossDialog } from '../../shell/LossDialog.tsx'
import { ReasonedButton } from '../../shell/ReasonedButton.tsx'
import { InterfaceForm } from './InterfaceForm.tsx'
import classes from './settings.module.css'

type InterfaceRowProps = { vm: VmView; port: InterfaceView; whyNot: string | null }

/** One interface: its network and addresses, and whether its cable is plugged. */
export function InterfaceRow({ vm, port, whyNot }: InterfaceRowProps) {
  const lab = useLab()
  const may = useMayLab()
  const [open, setOpen] = useState<'change' | 'remove' | null>(null)
  const network = lab.networks.find(each => each.id === port.networkId)?.name ?? ''
  const plug = useMutation({
    mutationFn: (connected: boolean) => paddock.interface.update({ interface: port.id, connected }),
    onError: showProblem,
  })
  const plugged = plug.isPending ? plug.variables : port.connected
  return (
    <li className={classes.row} data-interface={network}>
      <div className={classes.what}>
        <Text fw={500}>{network}</Text>
        <Text size="sm" c="dimmed" className="mono">
          {port.address} · {port.mac}
        </Text>
      </div>
      <Switch
        label={plugged ? 'Plugged' : 'Unplugged'}
        aria-label={`Cable of ${vm.name} to ${network}`}
        checked={plugged}
        disabled={whyNot !== null}
        onChange={event => plug.mutate(event.currentTarget.checked)}
      />
      {may.edit && (
        <Group gap="xs">
          <ReasonedButton
            size="xs"
            aria-label={`Change the interface on ${network}`}
            whyNot={whyNot}
            press={() => setOpen('change')}
          >
            Change…
          </ReasonedButton>
          <ReasonedButton
            size="xs"
            aria-label={`Remove the interface on ${network}`}
            whyNot={whyNot}
            press={() => setOpen('remove')}
          >
            Remove…
          </ReasonedButton>
        </Group>
      )}
      {open === 'change' && <InterfaceForm port={port} close={() => setOpen(null)} />}
      <LossDialog
        opened={open === 'remove'}
        close={() => setOpen(null)}
        title={`Take ${vm.name} off ${network}?`}
        losses={[`The interface with address ${port.address} and MAC ${port.mac}`]}
        warning={vm.state === 'running' && 'The machine runs: its guest sees the card go at once.'}
        words="Remove the interface"
        act={() => paddock.interface.delete({ interface: port.id })}
      />
    </li>
  )
}
