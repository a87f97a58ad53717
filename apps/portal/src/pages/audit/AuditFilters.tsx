import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { type AuditSearch, outcomes } from '../../audit/auditSearch.ts'
import classes from './AuditPage.module.css'

const outcomeWords = { done: 'Done', refused: 'Refused', failed: 'Failed' } as const
/** What is narrowed down to from a record, and how it is called. */
const chosen = { action: 'Action', actor: 'Person', subject: 'Thing', address: 'Address' } as const

export type Ask = (change: { readonly [Key in keyof AuditSearch]?: AuditSearch[Key] | undefined }) => void

type FiltersProps = { search: AuditSearch; person: string | undefined; ask: Ask }

/** What narrows the list. All of it stands in the address. */
export function AuditFilters({ search, person, ask }: FiltersProps) {
  const field = useRef<HTMLInputElement>(null)
  const find = useDebouncedCallback((words: string) => ask({ search: words }), 250)
  useEffect(() => {
    if (field.current && document.activeElement !== field.current) field.current.value = search.search ?? ''
  }, [search.search])
  const clear = () => {
    if (field.current) field.current.value = ''
    ask(Object.fromEntries(Object.keys(search).map(name => [name, undefined])))
  }
  return (
    <search className={classes.filters} aria-label="Records">
      <TextInput
        ref={field}
        className={classes.find ?? ''}
        leftSection={<IconSearch size={17} stroke={1.7} />}
        placeholder="Find words, an address, a request"
        aria-label="Find records"
        type="search"
        data-find
        defaultValue={search.search}
        onChange={event => find(event.currentTarget.value)}
      />
      <NativeSelect
        aria-label="Outcome"
        value={search.outcome ?? ''}
        onChange={event => ask({ outcome: outcomes.find(each => each === event.currentTarget.value) })}
        data={[{ value: '', label: 'Outcome' }, ...outcomes.map(value => ({ value, label: outcomeWords[value] }))]}
      />
      <TextInput
        type="date"
        aria-label="From"
        value={search.from ?? ''}
        onChange={event => ask({ from: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        aria-label="To"
        value={search.to ?? ''}
        onChange={event => ask({ to: event.currentTarget.value })}
      />
      {Object.keys(search).length > 0 && (
        <Button variant="subtle" color="gray" onClick={clear}>
          Clear
        </Button>
      )}
      {(Object.keys(chosen) as (keyof typeof chosen)[])
        .filter(name => search[name] !== undefined)
        .map(name => (
          <Button
            key={name}
            variant="light"
            size="xs"
            onClick={() => ask({ [name]: undefined })}
            aria-label={`Show every ${chosen[name].toLowerCase()} again`}
          >
            {chosen[name]}: {(name === 'actor' && person) || search[name]} ×
          </Button>
        ))}
    </search>
  )
}
