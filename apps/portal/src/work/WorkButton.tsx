import { UnstyledButton } from '@mantine/core'
import { IconActivity } from '@tabler/icons-react'
import { StateMark } from '../state/StateMark.tsx'
import { count } from '../text/quantity.ts'
import { useWork } from './useWork.ts'
import classes from './Work.module.css'
import { toggleWork, useWorkOpen } from './workOpen.ts'

/** How much is under way, on every page. Opens the drawer. */
export function WorkButton() {
  const { count: many, batches } = useWork()
  const open = useWorkOpen()
  const failed = batches.some(batch => batch.failures.length > 0)
  const words = many === 0 ? 'Running work: none' : `Running work: ${count(many, 'piece')}`
  return (
    <UnstyledButton
      className={classes.button}
      onClick={toggleWork}
      aria-label={failed ? `${words}, some failed` : words}
      aria-expanded={open}
      title="Running work"
      data-look={failed ? 'failed' : 'moving'}
    >
      {many === 0 ? (
        <IconActivity size={19} stroke={1.7} aria-hidden="true" />
      ) : (
        <span className={classes.ring} aria-hidden="true">
          <StateMark look="moving" />
        </span>
      )}
      {(many > 0 || failed) && <span className={classes.number}>{failed && many === 0 ? '!' : many}</span>}
    </UnstyledButton>
  )
}
