import { Text, UnstyledButton } from '@mantine/core'
import type { VmView } from '@paddock/sdk'
import { Link } from '@tanstack/react-router'
import { useLab } from '../../../lab/useLab.ts'
import { useMayLab } from '../../../lab/useMayLab.ts'
import { usePanel } from '../../../lab/usePanel.ts'
import { PowerButton } from '../../../power/PowerButton.tsx'
import { Reason } from '../../../problem/Reason.tsx'
import { VmChip } from '../../../state/VmChip.tsx'
import { bytes, count, memory } from '../../../text/quantity.ts'
import { Address } from '../../../vm/Address.tsx'
import { Thumbnail } from '../../../vm/Thumbnail.tsx'
import { vmVerbs } from '../../../vm/vmVerbs.ts'
import { CdMenu } from './CdMenu.tsx'
import classes from './MachineCard.module.css'
import { MachineMenu } from './MachineMenu.tsx'

/** One machine: what its screen shows, how it is, where it answers, and what can be done with it. */
export function MachineCard({ vm }: { vm: VmView }) {
  const lab = useLab()
  const may = useMayLab()
  const { open } = usePanel()
  const networks = new Map(lab.networks.map(network => [network.id, network.name]))
  const disk = vm.disks.reduce((sum, each) => sum + each.sizeBytes, 0)
  const picture = <Thumbnail vm={vm} />
  return (
    <li className={classes.card} data-vm={vm.name}>
      {may.console ? (
        <Link
          to="/labs/$lab/vms/$vm/screen"
          params={{ lab: lab.id, vm: vm.id }}
          className={classes.screen}
          data-card
          aria-label={`Screen of ${vm.name}`}
        >
          {picture}
        </Link>
      ) : (
        <div className={classes.screen}>{picture}</div>
      )}
      <div className={classes.words}>
        <div className={classes.line}>
          <UnstyledButton
            className={classes.name}
            onClick={() => open({ machine: vm.id })}
            aria-label={`${vm.name}, its settings`}
          >
            {vm.name}
          </UnstyledButton>
          <VmChip state={vm.state} stateSince={vm.stateSince} step={vm.step} />
        </div>
        <Text size="sm" c="dimmed" className="numbers" title="Cores · memory · disks">
          {count(vm.cores, 'core')} · {memory(vm.memoryMiB)} · {bytes(disk)}
          {vm.cd && <> · CD: {vm.cd.name}</>}
        </Text>
        {vm.reason && (
          <Text size="sm" c={vm.state === 'failed' ? 'var(--failed)' : 'dimmed'} className={classes.reason}>
            <Reason of={vm} />
          </Text>
        )}
        <div className={classes.addresses}>
          {vm.interfaces.map(port => (
            <Address
              key={port.id}
              address={port.address}
              of={networks.get(port.networkId) ?? ''}
              connected={port.connected}
            />
          ))}
          {vm.interfaces.length === 0 && (
            <Text size="sm" c="dimmed">
              On no network
            </Text>
          )}
        </div>
      </div>
      <div className={classes.actions}>
        {may.operate && <PowerButton verbs={vmVerbs(vm)} of={vm.name} quiet size="xs" />}
        <span className={classes.rest}>
          {may.edit && <CdMenu vm={vm} />}
          <MachineMenu vm={vm} />
        </span>
      </div>
    </li>
  )
}
