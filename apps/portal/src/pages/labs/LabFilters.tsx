import { Button, NativeSelect, SegmentedControl, TextInput, VisuallyHidden } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import type { LabSummary } from '@paddock/sdk'
import { IconLayoutGrid, IconList, IconSearch } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { type Look, labLook, lookWords } from '../../state/states.ts'
import classes from './LabFilters.module.css'
import { type LabsSearch, looks } from './labsSearch.ts'
import { useLabsAddress } from './useLabsAddress.ts'
import { useView, type View } from './useView.ts'

const icon = { size: 17, stroke: 1.7 }
const views = [
  { value: 'table', label: <ViewLabel words="Table" icon={<IconList {...icon} />} /> },
  { value: 'cards', label: <ViewLabel words="Cards" icon={<IconLayoutGrid {...icon} />} /> },
]

/** What narrows the list. All of it stands in the address. */
export function LabFilters({ labs }: { labs: readonly LabSummary[] }) {
  const [asked, ask] = useLabsAddress()
  const [view, setView] = useView()
  const field = useRef<HTMLInputElement>(null)
  const find = useDebouncedCallback((search: string) => ask({ search }), 80)
  useEffect(() => {
    // The address may have come from elsewhere: from the history, or the palette.
    if (field.current && document.activeElement !== field.current) field.current.value = asked.search ?? ''
  }, [asked.search])

  const counts = Map.groupBy(labs, lab => labLook(lab.state))
  return (
    <search className={classes.filters} aria-label="Labs">
      <TextInput
        ref={field}
        className={classes.find ?? ''}
        leftSection={<IconSearch {...icon} />}
        placeholder="Find a lab"
        aria-label="Find a lab"
        type="search"
        data-find
        defaultValue={asked.search}
        onChange={event => find(event.currentTarget.value)}
      />
      <NativeSelect
        aria-label="State"
        value={asked.state ?? ''}
        onChange={event => ask({ state: (event.currentTarget.value || undefined) as Look | undefined })}
        data={[
          { value: '', label: 'State' },
          ...looks
            .filter(look => counts.has(look) || look === asked.state)
            .map(look => ({ value: look, label: `${lookWords(look)} (${counts.get(look)?.length ?? 0})` })),
        ]}
      />
      <NativeSelect
        aria-label="Project"
        value={asked.project ?? ''}
        onChange={event => ask({ project: event.currentTarget.value || undefined })}
        data={[{ value: '', label: 'Project' }, ...namesOf(labs.map(lab => lab.project))]}
      />
      <NativeSelect
        aria-label="Owner"
        value={asked.owner ?? ''}
        onChange={event => ask({ owner: event.currentTarget.value || undefined })}
        data={[{ value: '', label: 'Owner' }, ...namesOf(labs.map(lab => lab.owner))]}
      />
      {isNarrowed(asked) && (
        <Button
          variant="subtle"
          color="gray"
          onClick={() => {
            if (field.current) field.current.value = ''
            ask({ search: undefined, state: undefined, project: undefined, owner: undefined })
          }}
        >
          Clear
        </Button>
      )}
      <SegmentedControl
        className={classes.view ?? ''}
        aria-label="Shown as"
        data={views}
        value={view}
        onChange={value => setView(value as View)}
      />
    </search>
  )
}

export const isNarrowed = ({ sort: _, ...narrowed }: LabsSearch): boolean => Object.keys(narrowed).length > 0

function ViewLabel({ words, icon }: { words: string; icon: ReactNode }) {
  return (
    <span className={classes.label} title={words}>
      {icon}
      <VisuallyHidden>{words}</VisuallyHidden>
    </span>
  )
}

function namesOf(things: readonly { id: string; name: string }[]) {
  const names = new Map(things.map(thing => [thing.id, thing.name]))
  return [...names].map(([value, label]) => ({ value, label })).sort((a, b) => a.label.localeCompare(b.label))
}
