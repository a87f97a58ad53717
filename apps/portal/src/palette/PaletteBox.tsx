import { IconSearch } from '@tabler/icons-react'
import { Fragment, type KeyboardEvent, useDeferredValue, useEffect, useId, useRef, useState } from 'react'
import { find } from './find.ts'
import classes from './Palette.module.css'
import { usePaletteItems } from './usePaletteItems.tsx'

type PaletteBoxProps = { close: () => void; showKeys: () => void; createLab: () => void }

/** The field, and below it what fits. Arrows choose, Enter goes there. */
export function PaletteBox({ close, showKeys, createLab }: PaletteBoxProps) {
  const id = useId()
  const { all, first } = usePaletteItems({ showKeys, createLab })
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const asked = useDeferredValue(typed)
  const items = asked.trim() === '' ? first : find(asked, all)
  const at = Math.min(chosen, items.length - 1)
  const optionId = (nth: number) => `${id}-${nth}`

  useEffect(() => {
    list.current?.querySelector(`[aria-selected="true"]`)?.scrollIntoView({ block: 'nearest' })
  })

  const take = (nth: number) => {
    // What was typed last may not have been looked up yet: Enter means what fits now.
    const item = (asked === typed ? items : find(typed, all))[nth]
    if (item === undefined) return
    close()
    void item.choose()
  }
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) setChosen((at + step + items.length) % Math.max(1, items.length))
    else if (event.key === 'Enter') take(at)
    else return
    event.preventDefault()
  }

  return (
    <div className={classes.box}>
      <div className={classes.field}>
        <IconSearch size={18} stroke={1.7} aria-hidden="true" />
        <input
          // biome-ignore lint/a11y/noAutofocus: the dialog is opened to type into it
          autoFocus
          data-autofocus
          role="combobox"
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={items.length > 0 ? optionId(at) : undefined}
          aria-label="Search labs, machines, templates, pages and commands"
          placeholder="Labs, machines, templates, pages, commands"
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={event => {
            setTyped(event.currentTarget.value)
            setChosen(0)
          }}
          onKeyDown={press}
        />
        <kbd>Esc</kbd>
      </div>
      <div ref={list} id={id} role="listbox" aria-label="What fits" className={classes.list}>
        {items.map((item, nth) => (
          <Fragment key={item.id}>
            {asked.trim() === '' && item.group !== items[nth - 1]?.group && (
              <div className={classes.group} role="presentation">
                {item.group}
              </div>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's, which keeps the focus */}
            <div
              id={optionId(nth)}
              role="option"
              tabIndex={-1}
              aria-selected={nth === at}
              className={classes.item}
              onClick={() => take(nth)}
              onPointerMove={() => setChosen(nth)}
            >
              <span className={classes.icon} aria-hidden="true">
                {item.icon}
              </span>
              <span className={classes.name}>{item.name}</span>
              <span className={classes.beside}>{asked.trim() === '' ? item.beside : (item.beside ?? item.group)}</span>
            </div>
          </Fragment>
        ))}
      </div>
      {items.length === 0 && <p className={classes.none}>Nothing is called “{asked}”.</p>}
    </div>
  )
}
