import { IconKeyboard } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { type Key, keyOf, keys, typedBetween } from './keys.ts'
import classes from './Screen.module.css'
import type { Screen } from './useScreen.ts'

/** So that an on-screen keyboard finds something to delete. */
const filling = '_'.repeat(100)

const single = [
  ['Esc', keys.escape],
  ['Tab', keys.tab],
  ['←', keys.left],
  ['↑', keys.up],
  ['↓', keys.down],
  ['→', keys.right],
] as const

/** The keys that phones lack, and a way to their on-screen keyboard. Only shown where there is no mouse. */
export function KeyRow({ screen }: { screen: Screen }) {
  const field = useRef<HTMLTextAreaElement>(null)
  const before = useRef(filling)
  const [held, setHeld] = useState<readonly ('control' | 'alt')[]>([])

  /** Presses a key together with those that are held, which are let go after it. */
  const press = (key: Key) => {
    const rfb = screen.rfb.current
    if (!rfb) return
    for (const name of held) rfb.sendKey(keys[name].keysym, keys[name].code, true)
    rfb.sendKey(key.keysym, key.code)
    for (const name of held) rfb.sendKey(keys[name].keysym, keys[name].code, false)
    setHeld([])
  }
  const type = (element: HTMLTextAreaElement) => {
    const { taken, put } = typedBetween(before.current, element.value)
    for (let at = 0; at < taken; at += 1) press(keys.backspace)
    for (const character of put) press(keyOf(character))
    if (element.value.length < 20 || element.value.length > 400) element.value = filling
    before.current = element.value
  }
  const hold = (name: 'control' | 'alt') =>
    setHeld(old => (old.includes(name) ? old.filter(each => each !== name) : [...old, name]))

  return (
    <div className={classes.keys} role="toolbar" aria-label="Keys">
      <button type="button" onClick={() => field.current?.focus()} aria-label="On-screen keyboard">
        <IconKeyboard size={20} />
      </button>
      <button type="button" aria-pressed={held.includes('control')} onClick={() => hold('control')}>
        Ctrl
      </button>
      <button type="button" aria-pressed={held.includes('alt')} onClick={() => hold('alt')}>
        Alt
      </button>
      {single.map(([words, key]) => (
        <button key={words} type="button" onClick={() => press(key)}>
          {words}
        </button>
      ))}
      <textarea
        ref={field}
        className={classes.field}
        defaultValue={filling}
        onInput={event => type(event.currentTarget)}
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
