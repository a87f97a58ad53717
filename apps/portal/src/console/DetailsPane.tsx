import { ActionIcon, Text } from '@mantine/core'
import type { LabView, VmView } from '@paddock/sdk'
import { IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { VmChip } from '../state/VmChip.tsx'
import { Ago } from '../text/Ago.tsx'
import { bytes, count, memory } from '../text/quantity.ts'
import { Address } from '../vm/Address.tsx'
import classes from './DetailsPane.module.css'

type DetailsPaneProps = { lab: LabView; vm: VmView; close: () => void }

/** What one wants to look up while working in a machine: its notes, its addresses to copy, what it is made of. */
export function DetailsPane({ lab, vm, close }: DetailsPaneProps) {
  const networks = new Map(lab.networks.map(network => [network.id, network.name]))
  const disks = vm.disks.reduce((sum, each) => sum + each.sizeBytes, 0)
  return (
    <aside className={classes.pane} aria-label={`Details of ${vm.name}`}>
      <div className={classes.head}>
        <Text fw={600} size="lg" component="h2">
          {vm.name}
        </Text>
        <VmChip state={vm.state} />
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          ml="auto"
          aria-label="Close the details of the machine"
          onClick={close}
        >
          <IconX size={18} />
        </ActionIcon>
      </div>
      {vm.reason && (
        <Text size="sm" c="var(--failed)">
          {vm.reason.message}
        </Text>
      )}
      {vm.description && (
        <Part title="Notes">
          <Text className={classes.notes}>{vm.description}</Text>
        </Part>
      )}
      <Part title="Addresses">
        {vm.interfaces.length === 0 && <Text c="dimmed">No network interface</Text>}
        {vm.interfaces.map(port => (
          <Address
            key={port.id}
            address={port.address}
            of={networks.get(port.networkId) ?? ''}
            connected={port.connected}
          />
        ))}
      </Part>
      <Part title="Hardware">
        <Text className="numbers">
          {count(vm.cores, 'core')} · {memory(vm.memoryMiB)} · {bytes(disks)}
        </Text>
        <Text c="dimmed">{vm.cd ? `CD: ${vm.cd.name}` : 'No CD'}</Text>
        {vm.startedAt && (
          <Text c="dimmed">
            started <Ago moment={vm.startedAt} inherit />
          </Text>
        )}
      </Part>
      {lab.description && (
        <Part title={`About ${lab.name}`}>
          <Text className={classes.notes}>{lab.description}</Text>
        </Part>
      )}
    </aside>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.part}>
      <Text component="h3" size="sm" fw={600} c="dimmed">
        {title}
      </Text>
      {children}
    </section>
  )
}
