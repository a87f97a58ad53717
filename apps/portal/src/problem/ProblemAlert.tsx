import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { StateMark } from '../state/StateMark.tsx'
import classes from './ProblemAlert.module.css'
import { ProblemNote } from './ProblemNote.tsx'
import { wordsOf } from './wordsOf.ts'

/** A problem in its place on the page, and what can be done about it there. */
export function ProblemAlert({ error, action }: { error: unknown; action?: ReactNode }) {
  return (
    <div role="alert" className={classes.alert}>
      <Text fw={600} className={classes.title}>
        <StateMark look="failed" />
        {wordsOf(error).title}
      </Text>
      <ProblemNote error={error} />
      {action && <div className={classes.action}>{action}</div>}
    </div>
  )
}
