import { Text } from '@mantine/core'
import type { LabSummary } from '@paddock/sdk'
import { Link } from '@tanstack/react-router'
import { memo, useDeferredValue } from 'react'
import { shortLabVerbs } from '../../lab/labVerbs.ts'
import { PowerButton } from '../../power/PowerButton.tsx'
import { may } from '../../session/may.ts'
import { useMe } from '../../session/useMe.ts'
import { LabChip } from '../../state/LabChip.tsx'
import { VmDots } from '../../state/VmDots.tsx'
import { Ago } from '../../text/Ago.tsx'
import { memory } from '../../text/quantity.ts'
import { ChooseBox } from './ChooseBox.tsx'
import classes from './LabTable.module.css'

type LabRowProps = {
  lab: LabSummary
  at: number
  chosen: boolean
  gone: boolean
  choose: (id: string, through?: boolean) => void
  measure: (element: Element | null) => void
}

/** A lab in the table. All of the row leads to it, but for its box and its buttons. */
export const LabRow = memo(function LabRow({ lab, at, chosen, gone, choose, measure }: LabRowProps) {
  const me = useMe()
  // Buttons are most of the work of a row: the list is seen first, and can be pressed a moment later.
  const settled = useDeferredValue(true, false)
  const operable = !gone && may(me, 'lab.operate', lab.project.id) && lab.vms.length > 0 && lab.state !== 'deleting'
  return (
    <tr
      ref={measure}
      aria-rowindex={at + 2}
      className={classes.row}
      data-index={at}
      data-lab={lab.id}
      data-chosen={chosen}
      data-gone={gone}
    >
      <td className={classes.box}>
        <ChooseBox lab={lab} chosen={chosen} choose={choose} />
      </td>
      <td className={classes.name}>
        <Link to="/labs/$lab" params={{ lab: lab.id }} className={classes.link} title={lab.name}>
          {lab.name}
        </Link>
        <div className={classes.under}>
          {lab.reason ? (
            <span data-failed={lab.state === 'failed'} title={lab.reason.message}>
              {lab.reason.message}
            </span>
          ) : (
            <span className={classes.also}>
              {lab.project.name} · {lab.owner.name}
            </span>
          )}
        </div>
      </td>
      <td className={classes.state}>{gone ? <Text c="dimmed">Deleted</Text> : <LabChip lab={lab} brief />}</td>
      <td className={classes.machines}>
        <VmDots vms={lab.vms} atMost={7} />
        <span className={classes.soft}>{lab.vms.length > 0 && `${lab.vms.length} · ${memory(lab.memoryMiB)}`}</span>
      </td>
      <td className={classes.project}>{lab.project.name}</td>
      <td className={classes.owner}>{lab.owner.name}</td>
      <td className={classes.created}>
        <Ago moment={lab.createdAt} inherit />
      </td>
      <td className={classes.power}>
        {operable && settled && <PowerButton verbs={shortLabVerbs(lab)} of={lab.name} size="xs" quiet />}
        {operable && !settled && <span className={classes.powerPlace} />}
      </td>
    </tr>
  )
})
