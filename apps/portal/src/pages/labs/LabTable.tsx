import { VisuallyHidden } from '@mantine/core'
import type { LabSummary } from '@paddock/sdk'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { Rows } from '../../list/Rows.tsx'
import type { Chosen } from '../../list/useChosen.ts'
import { useDensity } from '../../theme/useDensity.ts'
import { LabRow } from './LabRow.tsx'
import classes from './LabTable.module.css'
import { type Column, newestFirst, type Sort } from './labsSearch.ts'
import { useLabsAddress } from './useLabsAddress.ts'

const columns: readonly { readonly column: Column; readonly words: string; readonly first: Sort }[] = [
  { column: 'name', words: 'Name', first: 'name' },
  { column: 'state', words: 'State', first: 'state' },
  { column: 'machines', words: 'Machines', first: '-machines' },
  { column: 'project', words: 'Project', first: 'project' },
  { column: 'owner', words: 'Owner', first: 'owner' },
  { column: 'created', words: 'Created', first: '-created' },
]

type LabTableProps = { labs: readonly LabSummary[]; gone: ReadonlySet<string>; chosen: Chosen }

/** Labs as a table, sorted by its heads. */
export function LabTable({ labs, gone, chosen }: LabTableProps) {
  const [density] = useDensity()
  const all = labs.length > 0 && labs.every(lab => chosen.ids.has(lab.id))
  const some = !all && chosen.ids.size > 0
  return (
    <div className={classes.place}>
      <table className={classes.table} aria-label="Labs" aria-rowcount={labs.length + 1}>
        <thead>
          <tr className={classes.heads} aria-rowindex={1}>
            <th scope="col" className={classes.box}>
              <label className={classes.boxArea}>
                <input
                  type="checkbox"
                  aria-label="Choose all"
                  checked={all}
                  ref={box => {
                    if (box) box.indeterminate = some
                  }}
                  onChange={() => (all ? chosen.none() : chosen.all())}
                />
              </label>
            </th>
            {columns.map(each => (
              <Head key={each.column} {...each} />
            ))}
            <th scope="col">
              <VisuallyHidden>Power</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <Rows
          as="tbody"
          count={labs.length}
          height={density === 'compact' ? 40 : 56}
          row={(at, measure) => {
            const lab = labs[at]
            if (lab === undefined) return null
            return (
              <LabRow
                key={lab.id}
                lab={lab}
                at={at}
                measure={measure}
                chosen={chosen.ids.has(lab.id)}
                gone={gone.has(lab.id)}
                choose={chosen.toggle}
              />
            )
          }}
        />
      </table>
    </div>
  )
}

function Head({ column, words, first }: { column: Column; words: string; first: Sort }) {
  const [{ sort = newestFirst }, ask] = useLabsAddress()
  const sorted = sort === column ? 'ascending' : sort === `-${column}` ? 'descending' : undefined
  const other: Sort = sort === column ? `-${column}` : column
  const Arrow = sorted === 'ascending' ? IconArrowUp : IconArrowDown
  return (
    <th scope="col" aria-sort={sorted} className={classes[column]}>
      <button type="button" className={classes.head} onClick={() => ask({ sort: sorted ? other : first })}>
        {words}
        {sorted && <Arrow size={14} aria-hidden="true" />}
      </button>
    </th>
  )
}
