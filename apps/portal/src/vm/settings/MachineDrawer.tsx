import { Button, Drawer, Group, Text, Title } from '@mantine/core'
import { vmCan } from '@paddock/model'
import type { VmView } from '@paddock/sdk'
import { IconDeviceDesktop, IconTerminal2, IconTrash } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useLab } from '../../lab/useLab.ts'
import { useMayLab } from '../../lab/useMayLab.ts'
import { PowerButton } from '../../power/PowerButton.tsx'
import { Reason } from '../../problem/Reason.tsx'
import { ReasonedButton } from '../../shell/ReasonedButton.tsx'
import { vmWords } from '../../state/states.ts'
import { VmChip } from '../../state/VmChip.tsx'
import { RemoveMachineDialog } from '../RemoveMachineDialog.tsx'
import { vmVerbs } from '../vmVerbs.ts'
import { CdField } from './CdField.tsx'
import { DiskList } from './DiskList.tsx'
import { GeneralForm } from './GeneralForm.tsx'
import { HardwareForm } from './HardwareForm.tsx'
import { InterfaceList } from './InterfaceList.tsx'
import classes from './settings.module.css'

type MachineDrawerProps = { vm: VmView | undefined; opened: boolean; close: () => void }

/** A machine with everything that can be changed about it, over the page that it was opened from. */
export function MachineDrawer({ vm, opened, close }: MachineDrawerProps) {
  return (
    <Drawer
      opened={opened}
      onClose={close}
      position="right"
      size={560}
      title={vm ? vm.name : 'No such machine'}
      closeButtonProps={{ 'aria-label': 'Close' }}
      // It is a header of the drawer, not of the page.
      attributes={{ header: { role: 'presentation' } }}
    >
      {vm ? (
        <MachineSettings key={vm.id} vm={vm} close={close} />
      ) : (
        <Text c="dimmed">The lab has no such machine any more.</Text>
      )}
    </Drawer>
  )
}

function MachineSettings({ vm, close }: { vm: VmView; close: () => void }) {
  const lab = useLab()
  const may = useMayLab()
  const [removing, setRemoving] = useState(false)
  const params = { lab: lab.id, vm: vm.id }
  return (
    <div className={classes.sections}>
      <div className={classes.top}>
        <Group gap="xs">
          <VmChip state={vm.state} stateSince={vm.stateSince} step={vm.step} />
          {vm.placement && (
            <Text size="sm" c="dimmed" title={vm.placement.why}>
              on {vm.placement.hostName}
            </Text>
          )}
        </Group>
        {vm.reason && (
          <Text size="sm" c={vm.state === 'failed' ? 'var(--failed)' : 'dimmed'}>
            <Reason of={vm} />
          </Text>
        )}
        <Group gap="xs">
          {may.operate && <PowerButton verbs={vmVerbs(vm)} of={vm.name} quiet size="xs" />}
          {may.console && (
            <>
              <Button
                size="xs"
                variant="default"
                leftSection={<IconDeviceDesktop size={15} />}
                renderRoot={props => <Link to="/labs/$lab/vms/$vm/screen" params={params} {...props} />}
              >
                Screen
              </Button>
              <Button
                size="xs"
                variant="default"
                leftSection={<IconTerminal2 size={15} />}
                renderRoot={props => <Link to="/labs/$lab/vms/$vm/serial" params={params} {...props} />}
              >
                Serial
              </Button>
            </>
          )}
        </Group>
      </div>
      <Section title="General">
        <GeneralForm vm={vm} />
      </Section>
      <Section title="Hardware">
        <HardwareForm vm={vm} />
      </Section>
      <Section title="Disks">
        <DiskList vm={vm} />
      </Section>
      <Section title="Interfaces">
        <InterfaceList vm={vm} />
      </Section>
      <Section title="CD drive">
        <CdField vm={vm} />
      </Section>
      {may.edit && (
        <div className={classes.end}>
          <ReasonedButton
            leftSection={<IconTrash size={16} />}
            whyNot={
              may.whyNotEdit ?? (vmCan.delete(vm.state) ? null : `Not while it is: ${vmWords(vm.state).toLowerCase()}`)
            }
            press={() => setRemoving(true)}
          >
            Remove from the lab…
          </ReasonedButton>
        </div>
      )}
      <RemoveMachineDialog vm={vm} opened={removing} close={() => setRemoving(false)} removed={close} />
    </div>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <Title order={3} size="h2" mb={8}>
        {title}
      </Title>
      {children}
    </section>
  )
}
