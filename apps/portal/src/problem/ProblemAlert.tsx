import { Text } from '@mantine/core'
import { StateMark } from '../state/StateMark.tsx'
import classes from './ProblemAlert.module.css'
import { ProblemNote } from './ProblemNote.tsx'
import { wordsOf } from './wordsOf.ts'

/** A problem in its place on the page. */
export function ProblemAlert({ error }: { error: unknown }) {
  return (
    <div role="alert" className={classes.alert}>
      <Text fw={600} className={classes.title}>
        <StateMark look="failed" />
        {wordsOf(error).title}
      </Text>
      <ProblemNote error={error} />
    </div>
  )
}
