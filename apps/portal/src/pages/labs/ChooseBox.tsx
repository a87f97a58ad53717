import type { LabSummary } from '@paddock/sdk'
import classes from './LabTable.module.css'

type ChooseBoxProps = { lab: LabSummary; chosen: boolean; choose: (id: string, through?: boolean) => void }

/** Chooses a lab. The browser's own box: lists hold hundreds. */
export function ChooseBox({ lab, chosen, choose }: ChooseBoxProps) {
  return (
    <label className={classes.boxArea}>
      <input
        type="checkbox"
        checked={chosen}
        aria-label={`Choose ${lab.name}`}
        onChange={event => choose(lab.id, (event.nativeEvent as MouseEvent).shiftKey)}
      />
    </label>
  )
}
