import { Button, Group, SegmentedControl, Text, TextInput, Title } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useLab } from '../../../lab/useLab.ts'
import { useMayLab } from '../../../lab/useMayLab.ts'
import { usePanel } from '../../../lab/usePanel.ts'
import { Empty } from '../../../shell/Empty.tsx'
import { useDensity } from '../../../theme/useDensity.ts'
import { moveBetweenCards } from '../../../vm/moveBetweenCards.ts'
import { MachineCard } from './MachineCard.tsx'
import classes from './MachinesTab.module.css'

/** From so many machines on there is something to search in. */
const worthFinding = 9

/** The lab's machines as cards, each with what its screen shows. */
export function MachinesTab() {
  const lab = useLab()
  const [density, setDensity] = useDensity()
  const [find, setFind] = useState('')
  const running = lab.vms.filter(vm => vm.state === 'running').length
  const words = find.trim().toLowerCase()
  const shown = lab.vms.filter(
    vm => words === '' || vm.name.includes(words) || vm.interfaces.some(port => port.address.startsWith(words)),
  )
  if (lab.vms.length === 0) return <NoMachines />
  return (
    <section aria-labelledby="machines">
      <div className={classes.tools}>
        <Title order={2} id="machines">
          Machines
        </Title>
        <Text c="dimmed" className="numbers">
          {running} of {lab.vms.length} running
        </Text>
        <div className={classes.right}>
          {lab.vms.length >= worthFinding && (
            <TextInput
              type="search"
              size="xs"
              aria-label="Find a machine by name or address"
              placeholder="Name or address"
              leftSection={<IconSearch size={14} />}
              value={find}
              onChange={event => setFind(event.currentTarget.value)}
            />
          )}
          <SegmentedControl
            size="xs"
            aria-label="How close the cards stand"
            value={density}
            onChange={value => setDensity(value === 'compact' ? 'compact' : 'comfortable')}
            data={[
              { value: 'comfortable', label: 'Comfortable' },
              { value: 'compact', label: 'Compact' },
            ]}
          />
        </div>
      </div>
      {shown.length === 0 && <Empty>No machine is called “{find}” or has that address.</Empty>}
      <ul className={classes.cards} data-cards data-density={density} onKeyDown={moveBetweenCards}>
        {shown.map(vm => (
          <MachineCard key={vm.id} vm={vm} />
        ))}
      </ul>
    </section>
  )
}

function NoMachines() {
  const may = useMayLab()
  const { open } = usePanel()
  return (
    <Empty
      action={
        may.edit &&
        may.whyNotEdit === null && (
          <Group gap="xs" justify="center">
            <Button onClick={() => open({ add: 'template' })}>Add machines from a template</Button>
            <Button variant="default" onClick={() => open({ add: 'machine' })}>
              Add a blank machine
            </Button>
          </Group>
        )
      }
    >
      This lab has no machines yet.
    </Empty>
  )
}
