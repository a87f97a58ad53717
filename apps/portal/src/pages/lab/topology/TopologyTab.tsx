import { Button, Group, Text, Title } from '@mantine/core'
import { useLab } from '../../../lab/useLab.ts'
import { useMayLab } from '../../../lab/useMayLab.ts'
import { usePanel } from '../../../lab/usePanel.ts'
import { Empty } from '../../../shell/Empty.tsx'
import { untouched } from '../../../topology/plan.ts'
import { Topology } from '../../../topology/Topology.tsx'
import { useArrangement } from '../../../topology/useArrangement.ts'
import { useTraffic } from '../../../topology/useTraffic.ts'
import classes from './TopologyTab.module.css'

/** The lab as a live picture: networks, machines, the way out, and what moves between them. */
export function TopologyTab() {
  const lab = useLab()
  const may = useMayLab()
  const { open } = usePanel()
  const [arrangement, arrange] = useArrangement(lab.id)
  const { rates, isKnown } = useTraffic(lab)
  if (lab.vms.length === 0 && lab.networks.length === 0)
    return (
      <Empty
        action={
          may.edit &&
          may.whyNotEdit === null && (
            <Group gap="xs" justify="center">
              <Button onClick={() => open({ add: 'template' })}>Add machines from a template</Button>
              <Button variant="default" onClick={() => open({ add: 'network' })}>
                Add a network
              </Button>
            </Group>
          )
        }
      >
        There is nothing to draw yet: this lab has no machines and no networks.
      </Empty>
    )
  const isMoved = arrangement.order.length > 0
  return (
    <section aria-labelledby="topology">
      <div className={classes.tools}>
        <Title order={2} id="topology">
          Topology
        </Title>
        <Text size="sm" c="dimmed" className={classes.hint}>
          {isKnown
            ? 'Drag a machine to move it, or press Alt with an arrow.'
            : 'What moves is not known: the host does not answer.'}
        </Text>
        {isMoved && (
          <Button size="xs" variant="default" ml="auto" onClick={() => arrange(untouched)}>
            Put back in order
          </Button>
        )}
      </div>
      <Topology arrangement={arrangement} arrange={arrange} rates={rates} />
    </section>
  )
}
