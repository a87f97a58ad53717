import { StateMark } from './StateMark.tsx'
import classes from './state.module.css'
import type { Look } from './states.ts'

/** A state in words, colour and mark: none of them alone. */
export function StateChip({ look, words }: { look: Look; words: string }) {
  return (
    <span className={classes.chip} data-look={look} data-state-chip>
      <StateMark look={look} />
      {words}
    </span>
  )
}
