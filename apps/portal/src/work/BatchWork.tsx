import { Button } from '@mantine/core'
import { ProblemNote } from '../problem/ProblemNote.tsx'
import { Bar } from './Bar.tsx'
import { type Batch, forgetBatch, stopBatch } from './batch.ts'
import classes from './Work.module.css'

const shownFailures = 5

/** A batch: how many were asked, and what refused. */
export function BatchWork({ batch }: { batch: Batch }) {
  const { failures } = batch
  return (
    <li className={classes.thing}>
      <div className={classes.line}>
        <span className={classes.link}>{batch.words}</span>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => (batch.over ? forgetBatch(batch.id) : stopBatch(batch.id))}
        >
          {batch.over ? 'Clear' : 'Stop asking'}
        </Button>
      </div>
      {!batch.over && <Bar part={batch.done / batch.total} name={`Progress of: ${batch.words}`} />}
      <span className={classes.small}>
        {batch.done} of {batch.total} asked{failures.length > 0 && `, ${failures.length} refused`}
      </span>
      {failures.slice(0, shownFailures).map(({ name, error }) => (
        <div key={name} className={classes.failure}>
          <strong>{name}</strong>
          <ProblemNote error={error} />
        </div>
      ))}
      {failures.length > shownFailures && (
        <span className={classes.small}>And {failures.length - shownFailures} more were refused.</span>
      )}
    </li>
  )
}
