import { Text, Tooltip } from '@mantine/core'
import type { LabView, VmView } from '@paddock/sdk'
import { PowerButton } from '../../power/PowerButton.tsx'
import { may } from '../../session/may.ts'
import { useMe } from '../../session/useMe.ts'
import { vmLook } from '../../state/states.ts'
import { VmChip } from '../../state/VmChip.tsx'
import { Ago } from '../../text/Ago.tsx'
import { bytes, count, memory } from '../../text/quantity.ts'
import { vmVerbs } from '../../vm/vmVerbs.ts'
import { Address } from './Address.tsx'
import { ConsoleButton } from './ConsoleButton.tsx'
import classes from './MachineRow.module.css'

/** One machine of the lab: what it is, how it is, where it answers, and what can be done with it. */
export function MachineRow({ lab, vm }: { lab: LabView; vm: VmView }) {
  const me = useMe()
  const networks = new Map(lab.networks.map(network => [network.id, network.name]))
  const disk = vm.disks.reduce((sum, each) => sum + each.sizeBytes, 0)
  return (
    <li className={classes.row} data-vm={vm.name}>
      <div className={classes.name}>
        <Text fw={600} size="lg">
          {vm.name}
        </Text>
        <Text size="sm" c="dimmed" className="numbers" title="Cores · memory · disks">
          {count(vm.cores, 'core')} · {memory(vm.memoryMiB)} · {bytes(disk)}
        </Text>
        {vm.cd && (
          <Text size="sm" c="dimmed">
            CD: {vm.cd.name}
          </Text>
        )}
      </div>
      <div className={classes.state}>
        <VmChip state={vm.state} />
        <State vm={vm} />
      </div>
      <div className={classes.addresses}>
        {vm.interfaces.map(port => (
          <Address
            key={port.id}
            address={port.address}
            of={networks.get(port.networkId) ?? ''}
            connected={port.connected}
          />
        ))}
      </div>
      <div className={classes.actions}>
        {may(me, 'console.use', lab.project.id) && (
          <>
            <ConsoleButton lab={lab} vm={vm} kind="screen" />
            <ConsoleButton lab={lab} vm={vm} kind="serial" />
          </>
        )}
        {may(me, 'lab.operate', lab.project.id) && <PowerButton verbs={vmVerbs(vm)} of={vm.name} quiet size="xs" />}
      </div>
    </li>
  )
}

/** Under the chip: why, what it is at, or since when. */
function State({ vm }: { vm: VmView }) {
  if (vm.reason)
    return (
      <Text size="sm" c={vm.state === 'failed' ? 'var(--failed)' : 'dimmed'} className={classes.reason}>
        {vm.reason.message} <span className="mono">({vm.reason.code})</span>
      </Text>
    )
  if (vmLook(vm.state) === 'moving' && vm.step !== '')
    return (
      <Text size="sm" c="dimmed">
        {vm.step}
      </Text>
    )
  if (vm.state !== 'running' || vm.startedAt === null) return null
  return (
    <Text size="sm" c="dimmed">
      <Tooltip label={vm.placement?.why} disabled={!vm.placement}>
        <span>
          started <Ago moment={vm.startedAt} inherit />
          {vm.agent.connected && ' · agent answers'}
        </span>
      </Tooltip>
    </Text>
  )
}
