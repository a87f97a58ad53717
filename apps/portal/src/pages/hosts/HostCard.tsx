import { Group, Text, Title } from '@mantine/core'
import type { HostView } from '@paddock/sdk'
import { HostChip } from '../../host/HostChip.tsx'
import { StateChip } from '../../state/StateChip.tsx'
import { StateMark } from '../../state/StateMark.tsx'
import { Ago } from '../../text/Ago.tsx'
import { Meter } from '../../text/Meter.tsx'
import { bytes, count, memory } from '../../text/quantity.ts'
import { HostRuns } from './HostRuns.tsx'
import classes from './HostsPage.module.css'

const accelerators = { kvm: 'KVM', tcg: 'TCG', simulated: 'Simulated' }

/** A host: whether it speaks, how fast it runs machines and why, what it has and what runs there. */
export function HostCard({ host }: { host: HostView }) {
  const behind = host.generation - host.generationTakenUp
  return (
    <li className={classes.card}>
      <Group gap="sm">
        <Title order={2}>{host.name}</Title>
        <HostChip host={host} />
        {behind > 0 && <StateChip look="moving" words={`${count(behind, 'assignment')} behind`} />}
      </Group>
      <dl className={classes.facts}>
        <div>
          <dt>Accelerator</dt>
          <dd>
            {accelerators[host.accelerator]}
            <Text size="sm" c="dimmed">
              {host.acceleratorReason}
            </Text>
          </dd>
        </div>
        <div>
          <dt>Processors</dt>
          <dd>{count(host.cores, 'core')}</dd>
        </div>
        <div>
          <dt>Roles</dt>
          <dd>{host.roles.join(', ')}</dd>
        </div>
        <div>
          <dt>QEMU</dt>
          <dd>{host.qemuVersion}</dd>
        </div>
        <div>
          <dt>Kernel</dt>
          <dd>{host.kernel}</dd>
        </div>
        <div>
          <dt>Joined</dt>
          <dd>
            <Ago moment={host.joinedAt} inherit />
          </dd>
        </div>
      </dl>
      <div className={classes.meters}>
        <Meter
          name="Memory promised"
          part={host.memoryCommittedMiB / host.memoryMiB}
          words={`${memory(host.memoryCommittedMiB)} of ${memory(host.memoryMiB)}, ${memory(host.memoryAvailableMiB)} free now`}
        />
        <Meter
          name="Disk used"
          part={1 - host.diskAvailableBytes / host.diskBytes}
          words={`${bytes(host.diskBytes - host.diskAvailableBytes)} of ${bytes(host.diskBytes)}`}
        />
      </div>
      {host.troubles.map(trouble => (
        <p key={trouble.code + trouble.message} className={classes.trouble}>
          <StateMark look="failed" />
          <span>
            <strong>Trouble with {count(trouble.layers, 'layer')}.</strong> {trouble.message}
          </span>
        </p>
      ))}
      <HostRuns host={host} />
    </li>
  )
}
