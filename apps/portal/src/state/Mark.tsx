import { StateMark } from './StateMark.tsx'
import classes from './state.module.css'
import type { Look } from './states.ts'

/** A state's mark in its colour, beside words that say it. */
export function Mark({ look }: { look: Look }) {
  return (
    <span className={classes.dot} data-look={look}>
      <StateMark look={look} />
    </span>
  )
}
