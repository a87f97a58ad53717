import { Button, Table, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { RunPower } from '@paddock/model'
import type { HostView } from '@paddock/sdk'
import { useQuery } from '@tanstack/react-query'
import { hostRunsQuery } from '../../host/hostRunsQuery.ts'
import { ReadProblem } from '../../problem/ReadProblem.tsx'
import { StateChip } from '../../state/StateChip.tsx'
import { Ago } from '../../text/Ago.tsx'
import { count, memory } from '../../text/quantity.ts'
import classes from './HostsPage.module.css'

/** A host has hundreds: the newest say what goes on, the others come when asked for. */
const shownAtFirst = 10

/** The machines on a host: whose and how large. What they are called is their tenant's business. */
export function HostRuns({ host }: { host: HostView }) {
  const runs = useQuery(hostRunsQuery(host.id))
  const [all, { open: showAll }] = useDisclosure()
  if (runs.error) return <ReadProblem of={runs} />
  if (runs.data === undefined) return null
  if (runs.data.items.length === 0) return <Text c="dimmed">No machine runs here.</Text>
  const shown = all ? runs.data.items : runs.data.items.slice(0, shownAtFirst)
  return (
    <div className={classes.table}>
      <Table verticalSpacing="xs" horizontalSpacing="md" className="numbers">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Tenant</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Size</Table.Th>
            <Table.Th>Placed</Table.Th>
            <Table.Th>Why here</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map(run => (
            <Table.Tr key={run.runId}>
              <Table.Td fw={500}>{run.tenant.slug}</Table.Td>
              <Table.Td>
                <PowerChip power={run.power} />
                {run.reason && (
                  <Text size="sm" c="dimmed">
                    {run.reason.message}
                  </Text>
                )}
              </Table.Td>
              <Table.Td style={{ whiteSpace: 'nowrap' }}>
                {count(run.cores, 'core')}, {memory(run.memoryMiB)}
              </Table.Td>
              <Table.Td style={{ whiteSpace: 'nowrap' }}>
                <Ago moment={run.placedAt} inherit />
              </Table.Td>
              <Table.Td c="dimmed">{run.why}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {shown.length < runs.data.items.length && (
        <Button variant="subtle" size="xs" m={6} onClick={showAll}>
          Show {count(runs.data.items.length - shown.length, 'more machine')}
        </Button>
      )}
      {all && runs.data.nextCursor && (
        <Text size="sm" c="dimmed" p="sm">
          The newest {runs.data.items.length} are shown. `paddock host runs` lists all.
        </Text>
      )}
    </div>
  )
}

function PowerChip({ power }: { power: RunPower }) {
  switch (power) {
    case 'waiting':
      return <StateChip look="moving" words="Waiting" />
    case 'starting':
      return <StateChip look="moving" words="Starting" />
    case 'running':
      return <StateChip look="running" words="Running" />
    case 'stopping':
      return <StateChip look="moving" words="Stopping" />
    case 'ended':
      return <StateChip look="stopped" words="Ended" />
  }
}
