import { functionKey, type Key, keyOf, keys } from './keys.ts'

/** Keys that are pressed together, by the name that people know them by. */
export interface Chord {
  readonly words: string
  readonly keys: readonly Key[]
  /** Browser or desktop act on it themselves, so that a page never hears of it. */
  readonly caught?: true
}

const { control, alt, windows } = keys

/** What is sent by a menu, for it can't be pressed in every browser or on every keyboard. */
export const chords: readonly Chord[] = [
  { words: 'Ctrl-Alt-Del', keys: [control, alt, keys.delete] },
  { words: 'Ctrl-Alt-F1', keys: [control, alt, functionKey(1)] },
  { words: 'Ctrl-Alt-F2', keys: [control, alt, functionKey(2)] },
  { words: 'Ctrl-Alt-F7', keys: [control, alt, functionKey(7)] },
  { words: 'Alt-Tab', keys: [alt, keys.tab], caught: true },
  { words: 'Alt-F4', keys: [alt, functionKey(4)], caught: true },
  { words: 'Ctrl-W', keys: [control, keyOf('w')], caught: true },
  { words: 'Ctrl-T', keys: [control, keyOf('t')], caught: true },
  { words: 'Ctrl-N', keys: [control, keyOf('n')], caught: true },
  { words: 'Ctrl-Tab', keys: [control, keys.tab], caught: true },
  { words: 'F11', keys: [functionKey(11)], caught: true },
  { words: 'Windows key', keys: [windows], caught: true },
  { words: 'Print Screen', keys: [keys.print], caught: true },
]
