import classes from './LiveBar.module.css'
import { useLiveState } from './liveState.ts'

/** Says that what is on the page may be old while the event stream is gone, and vanishes when it is back. */
export function LiveBar() {
  const lost = useLiveState() === 'lost'
  return (
    <div role="status" className={classes.place}>
      {lost && <div className={classes.bar}>Connection lost. What you see may be old; trying again…</div>}
    </div>
  )
}
