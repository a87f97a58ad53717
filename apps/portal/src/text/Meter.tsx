import classes from './Meter.module.css'

type MeterProps = { name: string; part: number; words: string }

/** From here on it is tight. */
const tightFrom = 0.9

/** How much of something is taken, in words and as a bar that turns amber when it gets tight. */
export function Meter({ name, part, words }: MeterProps) {
  const taken = Number.isFinite(part) ? Math.min(1, Math.max(0, part)) : 0
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers draw a meter each in their own way
    <div
      className={classes.meter}
      role="meter"
      aria-label={name}
      aria-valuenow={Math.round(taken * 100)}
      aria-valuetext={words}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <div className={classes.words}>
        <span className={classes.name}>{name}</span>
        <span>{words}</span>
      </div>
      <div className={classes.bar} data-tight={taken >= tightFrom}>
        <div style={{ width: `${taken * 100}%` }} />
      </div>
    </div>
  )
}
