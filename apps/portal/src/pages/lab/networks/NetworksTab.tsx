import { Button, Title } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useLab } from '../../../lab/useLab.ts'
import { useMayLab } from '../../../lab/useMayLab.ts'
import { usePanel } from '../../../lab/usePanel.ts'
import { Empty } from '../../../shell/Empty.tsx'
import { NetworkCard } from './NetworkCard.tsx'
import classes from './NetworksTab.module.css'

/** The lab's networks: their addresses, their services, and who is on them. */
export function NetworksTab() {
  const lab = useLab()
  const may = useMayLab()
  const { open } = usePanel()
  const add = may.edit && may.whyNotEdit === null && (
    <Button
      variant={lab.networks.length === 0 ? 'filled' : 'default'}
      size="xs"
      leftSection={<IconPlus size={15} />}
      onClick={() => open({ add: 'network' })}
    >
      Add a network
    </Button>
  )
  if (lab.networks.length === 0)
    return <Empty action={add}>This lab has no networks: its machines reach nothing.</Empty>
  return (
    <section aria-labelledby="networks">
      <div className={classes.tools}>
        <Title order={2} id="networks">
          Networks
        </Title>
        {add}
      </div>
      <ul className={classes.cards}>
        {lab.networks.map(network => (
          <NetworkCard key={network.id} network={network} />
        ))}
      </ul>
    </section>
  )
}
