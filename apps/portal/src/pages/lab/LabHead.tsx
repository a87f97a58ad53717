import { Text } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { useLab } from '../../lab/useLab.ts'
import { Reason } from '../../problem/Reason.tsx'
import { LabChip } from '../../state/LabChip.tsx'
import { LabActions } from './LabActions.tsx'
import classes from './LabHead.module.css'
import { LabName } from './LabName.tsx'

/** What the lab is called, how it is and why, and what can be done with all of it. */
export function LabHead() {
  const lab = useLab()
  useDocumentTitle(`${lab.name} · Paddock`)
  return (
    <div className={classes.head}>
      <div className={classes.words}>
        <LabName chip={<LabChip lab={lab} />} />
        {lab.description && <Text className={classes.description}>{lab.description}</Text>}
        {lab.reason && (
          <Text c={lab.state === 'failed' ? 'var(--failed)' : 'dimmed'} mt={4}>
            <Reason of={lab} />
          </Text>
        )}
      </div>
      <div className={classes.actions}>
        <LabActions />
      </div>
    </div>
  )
}
