import { Button, CloseButton } from '@mantine/core'
import { labCan, vmCan } from '@paddock/model'
import type { Deletion, LabSummary } from '@paddock/sdk'
import { IconPlayerPauseFilled, IconPlayerPlayFilled, IconPower, IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { paddock } from '../../api/paddock.ts'
import { ConfirmDialog } from '../../power/ConfirmDialog.tsx'
import { may } from '../../session/may.ts'
import { useMe } from '../../session/useMe.ts'
import { count } from '../../text/quantity.ts'
import { tell, wayTo } from '../../text/tell.tsx'
import { tellDeleted } from '../../trash/tellDeleted.tsx'
import { runBatch } from '../../work/batch.ts'
import { showWork, workIsOpen } from '../../work/workOpen.ts'
import classes from './BulkBar.module.css'
import { BulkDeleteDialog } from './BulkDeleteDialog.tsx'

type BulkBarProps = { labs: readonly LabSummary[]; none: () => void }

/** What can be done with all labs that are chosen. Each verb says of how many of them. */
export function BulkBar({ labs, none }: BulkBarProps) {
  const me = useMe()
  const queries = useQueryClient()
  const [asking, setAsking] = useState<'power-off' | 'delete' | null>(null)
  const operated = labs.filter(lab => may(me, 'lab.operate', lab.project.id))
  const toStart = operated.filter(lab => labCan.start(lab.state))
  const toSuspend = operated.filter(lab => labCan.suspend(lab.state) && lab.vms.some(vm => vmCan.suspend(vm.state)))
  const toStop = operated.filter(lab => labCan.stop(lab.state))
  const toPowerOff = operated.filter(lab => labCan.powerOff(lab.state))
  const toDelete = labs.filter(lab => labCan.delete(lab.state) && may(me, 'lab.delete', lab.project.id))

  const act = (
    verb: string,
    some: readonly LabSummary[],
    run: (lab: LabSummary) => Promise<unknown>,
    over: () => unknown = () => {},
  ) => {
    const words = `${verb} ${count(some.length, 'lab')}`
    if (!workIsOpen()) tell(`${words}.`, wayTo('See how far it is', showWork))
    void runBatch(
      words,
      some.map(lab => ({ name: lab.name, run: () => run(lab) })),
    ).then(batch => {
      if (batch.failures.length > 0) showWork()
      over()
    })
    none()
  }

  return (
    <section className={classes.bar} aria-label="Chosen labs">
      <strong>{count(labs.length, 'lab')} chosen</strong>
      {toStart.length > 0 && (
        <Button
          size="xs"
          leftSection={<IconPlayerPlayFilled size={13} />}
          onClick={() => act('Start', toStart, lab => paddock.lab.start({ lab: lab.id }))}
        >
          Start {count(toStart.length, 'lab')}
        </Button>
      )}
      {toSuspend.length > 0 && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlayerPauseFilled size={13} />}
          onClick={() => act('Suspend', toSuspend, lab => paddock.lab.suspend({ lab: lab.id }))}
        >
          Suspend {count(toSuspend.length, 'lab')}
        </Button>
      )}
      {toStop.length > 0 && (
        <Button
          size="xs"
          variant="default"
          onClick={() => act('Shut down', toStop, lab => paddock.lab.stop({ lab: lab.id }))}
        >
          Shut down {count(toStop.length, 'lab')}
        </Button>
      )}
      {toPowerOff.length > 0 && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPower size={14} />}
          onClick={() => setAsking('power-off')}
        >
          Power off…
        </Button>
      )}
      {toDelete.length > 0 && (
        <Button size="xs" variant="default" leftSection={<IconTrash size={14} />} onClick={() => setAsking('delete')}>
          Delete…
        </Button>
      )}
      <CloseButton aria-label="Choose none" onClick={none} />
      {asking === 'power-off' && (
        <ConfirmDialog
          close={() => setAsking(null)}
          confirm={() => act('Power off', toPowerOff, lab => paddock.lab.powerOff({ lab: lab.id }))}
          verb={{
            id: 'power-off',
            words: `Power off ${count(toPowerOff.length, 'lab')}`,
            allowed: true,
            whyNot: '',
            run: async () => {},
            confirm: {
              title: `Power off ${count(toPowerOff.length, 'lab')}?`,
              loss: `${count(machinesOf(toPowerOff), 'machine')} lose power at once. What their guests have not written to disk is lost.`,
            },
          }}
        />
      )}
      {asking === 'delete' && (
        <BulkDeleteDialog
          labs={toDelete}
          close={() => setAsking(null)}
          confirm={() => {
            const deletions: Deletion[] = []
            act(
              'Delete',
              toDelete,
              async lab => void deletions.push(await paddock.lab.delete({ lab: lab.id })),
              () =>
                deletions.length > 0 &&
                tellDeleted(
                  queries,
                  `${count(deletions.length, 'lab')} ${deletions.length === 1 ? 'is' : 'are'}`,
                  deletions,
                ),
            )
          }}
        />
      )}
    </section>
  )
}

const machinesOf = (labs: readonly LabSummary[]): number => labs.reduce((sum, lab) => sum + lab.vms.length, 0)
