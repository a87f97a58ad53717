import { type Stroke, strokesFor } from '@paddock/model'

// Numbers of X11's keysymdef.h, which RFB uses too; Latin letters and signs are their own code points.
const backspace = 0xff08
const enter = 0xff0d
const shownCharacters = 64

/** What each stroke gives on a US keyboard, as X11 numbers it. */
const usKeys: ReadonlyMap<string, number> = new Map([
  ...Array.from({ length: 95 }, (_, at): [string, number] => {
    const [stroke] = strokesFor(String.fromCharCode(32 + at), 'us').strokes
    return [(stroke ?? []).join('+'), 32 + at]
  }),
  ['ret', enter],
  ['backspace', backspace],
])

/** A simulated machine's keyboard: keeps the line that was typed, whoever typed it, and tells its screens. */
export class SimKeyboard {
  typed = ''
  readonly #listeners = new Set<() => void>()

  /** Takes a key by its X11 number. Those that type nothing are felt by nobody. */
  key(number: number): void {
    if (number === backspace) this.typed = this.typed.slice(0, -1)
    else if (number === enter) this.typed = ''
    else if (number >= 0x20 && number < 0x7f)
      this.typed = (this.typed + String.fromCharCode(number)).slice(-shownCharacters)
    for (const listener of [...this.#listeners]) listener()
  }

  stroke(stroke: Stroke): void {
    const key = usKeys.get(stroke.join('+'))
    if (key !== undefined) this.key(key)
  }

  onKey(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}
