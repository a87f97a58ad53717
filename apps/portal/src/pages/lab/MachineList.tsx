import { Text, Title } from '@mantine/core'
import type { LabView } from '@paddock/sdk'
import { Empty } from '../../shell/Empty.tsx'
import classes from './LabPage.module.css'
import rows from './MachineRow.module.css'
import { MachineRow } from './MachineRow.tsx'

export function MachineList({ lab }: { lab: LabView }) {
  const running = lab.vms.filter(vm => vm.state === 'running').length
  return (
    <section aria-labelledby="machines">
      <div className={classes.heading}>
        <Title order={2} id="machines">
          Machines
        </Title>
        <Text c="dimmed" className="numbers">
          {running} of {lab.vms.length} running
        </Text>
      </div>
      {lab.vms.length === 0 ? (
        <Empty>This lab has no machines. For now they are added by the command line and the API.</Empty>
      ) : (
        <div className={rows.room}>
          <ul className={rows.list}>
            {lab.vms.map(vm => (
              <MachineRow key={vm.id} lab={lab} vm={vm} />
            ))}
          </ul>
        </div>
      )}
    </section>
  )
}
