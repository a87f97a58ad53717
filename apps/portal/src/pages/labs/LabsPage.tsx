import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useMemo, useState } from 'react'
import { CreateLabDialog } from '../../lab/CreateLabDialog.tsx'
import { labsQuery } from '../../lab/labsQuery.ts'
import { useChosen } from '../../list/useChosen.ts'
import { useStill } from '../../list/useStill.ts'
import { ReadProblem } from '../../problem/ReadProblem.tsx'
import { mayAnywhere } from '../../session/may.ts'
import { useMe } from '../../session/useMe.ts'
import { Empty } from '../../shell/Empty.tsx'
import { PageHead } from '../../shell/PageHead.tsx'
import { Waiting } from '../../shell/Waiting.tsx'
import { count } from '../../text/quantity.ts'
import { BulkBar } from './BulkBar.tsx'
import { LabCards } from './LabCards.tsx'
import { isNarrowed, LabFilters } from './LabFilters.tsx'
import { LabTable } from './LabTable.tsx'
import { select } from './labsSearch.ts'
import { useLabsAddress } from './useLabsAddress.ts'
import { useView } from './useView.ts'

const none: never[] = []

/** All labs: found, narrowed, sorted, and worked on together. */
export function LabsPage() {
  const me = useMe()
  const [asked] = useLabsAddress()
  const [view] = useView()
  const narrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false })
  const reading = useQuery(labsQuery)
  const { data: all = none, isPending, isSuccess } = reading
  const wanted = useMemo(() => select(all, asked), [all, asked])
  const { shown, gone, hold } = useStill(wanted, { key: JSON.stringify(asked), all })
  const chosen = useChosen(shown)
  const chosenLabs = useMemo(() => all.filter(lab => chosen.ids.has(lab.id)), [all, chosen.ids])
  const [creating, setCreating] = useState(false)

  const nothingAtAll = isSuccess && all.length === 0
  const create = mayAnywhere(me, 'lab.create') && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
      Create a lab
    </Button>
  )
  // Who only looks has nothing to choose labs for.
  const looksOnly = !mayAnywhere(me, 'lab.operate') && !mayAnywhere(me, 'lab.delete')
  const press = (event: KeyboardEvent) => {
    const lab = (event.target as HTMLElement).closest<HTMLElement>('[data-lab]')?.dataset.lab
    if (looksOnly) return
    if (event.key.toLowerCase() === 'x' && !event.ctrlKey && !event.metaKey && lab) chosen.toggle(lab, event.shiftKey)
    else if (event.key === 'Escape' && chosen.ids.size > 0 && !document.querySelector('[role="dialog"], [role="menu"]'))
      chosen.none()
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the list, whatever in it has the focus
    <div onKeyDown={press}>
      <PageHead
        title="Labs"
        beside={all.length > 0 && <Count shown={wanted.length} all={all.length} />}
        actions={!nothingAtAll && create}
      />
      {isPending && <Waiting rows={8} height={56} />}
      <ReadProblem of={reading} />
      {nothingAtAll && (
        <Empty action={create}>A lab is a set of machines and networks behind a fence. There is none yet.</Empty>
      )}
      {all.length > 0 && <LabFilters labs={all} />}
      {all.length > 0 && shown.length === 0 && isNarrowed(asked) && <NothingFits />}
      {shown.length > 0 && (
        <div {...hold} data-looks-only={looksOnly}>
          {view === 'cards' && !narrow ? (
            <LabCards labs={shown} gone={gone} chosen={chosen} />
          ) : (
            <LabTable labs={shown} gone={gone} chosen={chosen} />
          )}
        </div>
      )}
      {chosenLabs.length > 0 && <BulkBar labs={chosenLabs} none={chosen.none} />}
      <CreateLabDialog opened={creating} close={() => setCreating(false)} />
    </div>
  )
}

const Count = ({ shown, all }: { shown: number; all: number }) => (
  <span className="soft numbers" aria-live="polite">
    {shown === all ? count(all, 'lab') : `${shown} of ${count(all, 'lab')}`}
  </span>
)

function NothingFits() {
  const [asked, ask] = useLabsAddress()
  const clear = () => ask({ search: undefined, state: undefined, project: undefined, owner: undefined })
  return (
    <Empty
      action={
        <Button variant="default" onClick={clear}>
          Show all labs
        </Button>
      }
    >
      {asked.search ? `No lab fits “${asked.search}”` : 'No lab fits'}
      {asked.state || asked.project || asked.owner ? ' with these filters.' : '.'}
    </Empty>
  )
}
