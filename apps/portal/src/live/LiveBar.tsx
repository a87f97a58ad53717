import classes from './LiveBar.module.css'
import { useLiveState } from './liveState.ts'
import { useOnline } from './useOnline.ts'

/** Says that what is on the page may be old while the event stream is gone, and vanishes when it is back. */
export function LiveBar() {
  const lost = useLiveState() === 'lost'
  const online = useOnline()
  return (
    <div role="status" className={classes.place}>
      {(lost || !online) && (
        <div className={classes.bar}>
          {online
            ? 'Connection lost. What you see may be old; trying again…'
            : 'You are offline. What you see may be old.'}
        </div>
      )}
    </div>
  )
}
