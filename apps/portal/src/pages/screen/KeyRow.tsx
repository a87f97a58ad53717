import { IconKeyboard } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import classes from './KeyRow.module.css'
import { functionKey, type Key, keyOf, keys, typedBetween } from './keys.ts'

/** So that an on-screen keyboard finds something to delete. */
const filling = '_'.repeat(100)

const modifiers = [
  ['Ctrl', keys.control],
  ['Alt', keys.alt],
  ['Shift', keys.shift],
  ['Win', keys.windows],
] as const
type Modifier = (typeof modifiers)[number][0]

/** Words on a key; what a screen reader says if it can't read them; the key. */
const first = [
  ['Esc', '', keys.escape],
  ['Tab', '', keys.tab],
] as const
const arrows = [
  ['←', 'Left', keys.left],
  ['↑', 'Up', keys.up],
  ['↓', 'Down', keys.down],
  ['→', 'Right', keys.right],
] as const
const more = [
  ['Del', '', keys.delete],
  ['Home', '', keys.home],
  ['End', '', keys.end],
  ['PgUp', '', keys.pageUp],
  ['PgDn', '', keys.pageDown],
] as const

type KeyRowProps = {
  /** Presses keys together. */
  send: (chord: readonly Key[]) => void
  /** Types what an on-screen keyboard gave. Left out: each character as a key. */
  type?: (text: string) => void
}

/** The keys that phones lack, and a way to their on-screen keyboard. Only shown where there is no mouse. */
export function KeyRow({ send, type }: KeyRowProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  const before = useRef(filling)
  const [held, setHeld] = useState<readonly Modifier[]>([])
  const [all, setAll] = useState(false)

  /** Presses a key together with those that are held, which are let go after it. */
  const press = (key: Key) => {
    send([...modifiers.filter(([name]) => held.includes(name)).map(([, modifier]) => modifier), key])
    setHeld([])
  }
  const takeText = (element: HTMLTextAreaElement) => {
    const { taken, put } = typedBetween(before.current, element.value)
    for (let at = 0; at < taken; at += 1) press(keys.backspace)
    if (type && held.length === 0) {
      if (put !== '') type(put)
    } else for (const character of put) press(keyOf(character))
    if (element.value.length < 20 || element.value.length > 400) element.value = filling
    before.current = element.value
    toEnd(element)
  }
  const hold = (name: Modifier) =>
    setHeld(old => (old.includes(name) ? old.filter(each => each !== name) : [...old, name]))
  const button = ([words, name, key]: readonly [string, string, Key]) => (
    <button
      key={words}
      type="button"
      {...(name && { 'aria-label': name })}
      onPointerDown={keepFocus}
      onClick={() => press(key)}
    >
      {words}
    </button>
  )
  const modifier = ([name]: (typeof modifiers)[number]) => (
    <button
      key={name}
      type="button"
      aria-pressed={held.includes(name)}
      onPointerDown={keepFocus}
      onClick={() => hold(name)}
    >
      {name}
    </button>
  )

  return (
    <div className={classes.rows} role="toolbar" aria-label="Keys">
      {all && (
        <>
          <div className={classes.row}>
            {Array.from({ length: 12 }, (_, at) => button([`F${at + 1}`, '', functionKey(at + 1)]))}
          </div>
          <div className={classes.row}>
            {modifiers.slice(2).map(modifier)}
            {more.map(button)}
          </div>
        </>
      )}
      <div className={classes.row}>
        <button type="button" onClick={() => field.current?.focus()} aria-label="On-screen keyboard">
          <IconKeyboard size={20} />
        </button>
        {first.map(button)}
        {modifiers.slice(0, 2).map(modifier)}
        {arrows.map(button)}
        <button
          type="button"
          aria-label="Fn: more keys"
          aria-expanded={all}
          onPointerDown={keepFocus}
          onClick={() => setAll(!all)}
        >
          Fn
        </button>
      </div>
      <textarea
        ref={field}
        className={classes.field}
        defaultValue={filling}
        onFocus={event => toEnd(event.currentTarget)}
        onInput={event => takeText(event.currentTarget)}
        onKeyDown={event => event.stopPropagation()}
        aria-label="Text for the machine"
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        tabIndex={-1}
      />
    </div>
  )
}

/** Typing goes on behind the filling; a field that is focused by a script begins before it. */
const toEnd = (field: HTMLTextAreaElement) => field.setSelectionRange(field.value.length, field.value.length)

/** A key of the row leaves the focus where it is, or each press would close the on-screen keyboard. */
const keepFocus = (event: { preventDefault(): void }) => event.preventDefault()
