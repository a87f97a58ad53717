import { Group, Switch, Text, Title, Tooltip, UnstyledButton } from '@mantine/core'
import type { NetworkView } from '@paddock/sdk'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { paddock } from '../../../api/paddock.ts'
import { machinesOn } from '../../../lab/machinesOn.ts'
import { useLab } from '../../../lab/useLab.ts'
import { useMayLab } from '../../../lab/useMayLab.ts'
import { usePanel } from '../../../lab/usePanel.ts'
import { type Service, services } from '../../../network/services.ts'
import { showProblem } from '../../../problem/showProblem.tsx'
import { ReasonedButton } from '../../../shell/ReasonedButton.tsx'
import { StateMark } from '../../../state/StateMark.tsx'
import state from '../../../state/state.module.css'
import { vmLook, vmWords } from '../../../state/states.ts'
import classes from './NetworksTab.module.css'

/** One network, its services switched in place, and its machines, each a way to its settings. */
export function NetworkCard({ network }: { network: NetworkView }) {
  const lab = useLab()
  const may = useMayLab()
  const { open } = usePanel()
  const on = machinesOn(lab, network.id)
  return (
    <li className={classes.card} data-network={network.name}>
      <div>
        <Title order={3} size="h2">
          {network.name}
        </Title>
        <dl className={classes.facts}>
          <Fact name="Addresses">{network.cidr}</Fact>
          <Fact name="Gateway">{network.gateway}</Fact>
          <Fact name="Domain">{network.domain}</Fact>
        </dl>
      </div>
      <div className={classes.services}>
        {services.map(service => (
          <ServiceSwitch key={service.key} network={network} service={service} whyNot={may.whyNotEdit} />
        ))}
        {may.edit && (
          <ReasonedButton
            size="xs"
            aria-label={`Change ${network.name}`}
            whyNot={may.whyNotEdit}
            press={() => open({ network: network.id })}
          >
            Change…
          </ReasonedButton>
        )}
      </div>
      {on.length === 0 ? (
        <Text c="dimmed">No machine is on it.</Text>
      ) : (
        <ul className={classes.machines} aria-label={`Machines on ${network.name}`}>
          {on.map(vm => (
            <li key={vm.id}>
              <UnstyledButton className={classes.machine} onClick={() => open({ machine: vm.id })}>
                <span className={state.dot} data-look={vmLook(vm.state)}>
                  <StateMark look={vmLook(vm.state)} />
                </span>
                {vm.name}
                <span className="mono">{addressOn(vm, network)}</span>
                <Text size="sm" c="dimmed" span>
                  {vmWords(vm.state)}
                </Text>
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}

const addressOn = (vm: ReturnType<typeof machinesOn>[number], network: NetworkView): string =>
  vm.interfaces
    .filter(port => port.networkId === network.id)
    .map(port => port.address)
    .join(', ')

type ServiceSwitchProps = {
  network: NetworkView
  service: { readonly key: Service; readonly name: string; readonly hint: string }
  whyNot: string | null
}

function ServiceSwitch({ network, service: { key, name, hint }, whyNot }: ServiceSwitchProps) {
  const turn = useMutation({
    mutationFn: (on: boolean) =>
      paddock.network.update({ network: network.id, [key]: on }, { ifMatch: network.revision }),
    onError: showProblem,
  })
  return (
    <Tooltip label={whyNot ?? hint}>
      <Group gap={0}>
        <Switch
          label={name}
          aria-label={`${name} of ${network.name}`}
          checked={turn.isPending ? turn.variables : network[key]}
          disabled={whyNot !== null || turn.isPending}
          onChange={event => turn.mutate(event.currentTarget.checked)}
        />
      </Group>
    </Tooltip>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="mono">{children}</dd>
    </div>
  )
}
