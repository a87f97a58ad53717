import classes from './Work.module.css'

/** How far something is, 0 to 1, as a line; its words stand beside it. */
export function Bar({ part, name }: { part: number; name: string }) {
  const percent = Math.round(Math.min(1, Math.max(0, part)) * 100)
  return (
    <div
      className={classes.bar}
      role="progressbar"
      aria-label={name}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <div style={{ width: `${percent}%` }} />
    </div>
  )
}
