import { useElementSize } from '@mantine/hooks'
import type { LabSummary } from '@paddock/sdk'
import { LabCard } from '../../lab/LabCard.tsx'
import { Rows } from '../../list/Rows.tsx'
import type { Chosen } from '../../list/useChosen.ts'
import { ChooseBox } from './ChooseBox.tsx'
import classes from './LabCards.module.css'

/** A card is no narrower than this. */
const narrowest = 250

type LabCardsProps = { labs: readonly LabSummary[]; gone: ReadonlySet<string>; chosen: Chosen }

/** Labs as cards with screens, as many beside each other as there is room for. */
export function LabCards({ labs, gone, chosen }: LabCardsProps) {
  const { ref, width } = useElementSize()
  const beside = Math.max(1, Math.floor((width + 16) / (narrowest + 16)))
  return (
    <div ref={ref}>
      {width > 0 && (
        <Rows
          count={Math.ceil(labs.length / beside)}
          height={310}
          row={(at, measure) => (
            <div
              key={at}
              ref={measure}
              data-index={at}
              className={classes.row}
              style={{ gridTemplateColumns: `repeat(${beside}, minmax(0, 1fr))` }}
            >
              {labs.slice(at * beside, (at + 1) * beside).map(lab => (
                <div key={lab.id} className={classes.place}>
                  <LabCard
                    lab={lab}
                    screens={1}
                    gone={gone.has(lab.id)}
                    chosen={chosen.ids.has(lab.id)}
                    choose={<ChooseBox lab={lab} chosen={chosen.ids.has(lab.id)} choose={chosen.toggle} />}
                  />
                </div>
              ))}
            </div>
          )}
        />
      )}
    </div>
  )
}
