import { Table, Text, Title } from '@mantine/core'
import type { LabView, NetworkView } from '@paddock/sdk'
import { count } from '../../text/quantity.ts'
import classes from './LabPage.module.css'

export function NetworkTable({ lab }: { lab: LabView }) {
  return (
    <section aria-labelledby="networks">
      <div className={classes.heading}>
        <Title order={2} id="networks">
          Networks
        </Title>
      </div>
      {lab.networks.length === 0 ? (
        <Text c="dimmed">This lab has no networks: its machines reach nothing.</Text>
      ) : (
        <div className={classes.table}>
          <Table verticalSpacing="xs" horizontalSpacing="md">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                <Table.Th>Addresses</Table.Th>
                <Table.Th>Gateway</Table.Th>
                <Table.Th>Domain</Table.Th>
                <Table.Th>Services</Table.Th>
                <Table.Th>On it</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {lab.networks.map(network => (
                <Table.Tr key={network.id}>
                  <Table.Td fw={500}>{network.name}</Table.Td>
                  <Table.Td className="mono">{network.cidr}</Table.Td>
                  <Table.Td className="mono">{network.gateway}</Table.Td>
                  <Table.Td className="mono">{network.domain}</Table.Td>
                  <Table.Td>{servicesOf(network)}</Table.Td>
                  <Table.Td>{count(machinesOn(lab, network), 'machine')}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </section>
  )
}

function servicesOf(network: NetworkView): string {
  const on = [network.dhcp && 'DHCP', network.dns && 'DNS', network.nat && 'NAT'].filter(each => each !== false)
  return on.length > 0 ? on.join(', ') : 'None'
}

const machinesOn = (lab: LabView, network: NetworkView): number =>
  lab.vms.filter(vm => vm.interfaces.some(port => port.networkId === network.id)).length
