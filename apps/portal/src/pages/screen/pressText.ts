import type RFB from '@novnc/novnc'
import { type KeyboardLayout, type KeyName, strokesFor } from '@paddock/model'
import { type Key, keyOf, keys } from './keys.ts'
import { press } from './press.ts'

/** Where the keys that give characters are. Source: UI Events KeyboardEvent code Values, on the names of QEMU's `QKeyCode`. */
const codes: Readonly<Partial<Record<KeyName, string>>> = {
  spc: 'Space',
  minus: 'Minus',
  equal: 'Equal',
  bracket_left: 'BracketLeft',
  bracket_right: 'BracketRight',
  semicolon: 'Semicolon',
  apostrophe: 'Quote',
  grave_accent: 'Backquote',
  backslash: 'Backslash',
  comma: 'Comma',
  dot: 'Period',
  slash: 'Slash',
  less: 'IntlBackslash',
}

const named: Readonly<Partial<Record<KeyName, Key>>> = {
  ret: keys.enter,
  tab: keys.tab,
  shift: keys.shift,
  alt_r: { keysym: 0xfe03, code: 'AltRight' },
}

/**
 * Types what an on-screen keyboard gave: it tells characters and no keys, so they are looked up by the guest's layout.
 *
 * What the layout has no key for goes as the character that it is.
 */
export function pressText(rfb: RFB | null, text: string, layout: KeyboardLayout): void {
  for (const character of text) {
    const { strokes, unknown } = strokesFor(character, layout)
    if (unknown.length > 0) press(rfb, [keyOf(character)])
    else
      for (const stroke of strokes)
        press(
          rfb,
          stroke.map(name => keyFor(name, character)),
        )
  }
}

/** The key at a place. Machines that know no places read the character instead. */
function keyFor(name: KeyName, character: string): Key {
  const known = named[name]
  if (known) return known
  const code = codes[name] ?? (/^[a-z]$/.test(name) ? `Key${name.toUpperCase()}` : `Digit${name}`)
  return { keysym: keyOf(character).keysym, code }
}
