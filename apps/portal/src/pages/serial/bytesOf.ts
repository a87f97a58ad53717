import type { Key } from '../screen/keys.ts'

/** What a terminal sends for keys that have no character. Source: xterm, "Control Sequences", PC-Style Function Keys. */
const sequences: Readonly<Record<string, string>> = {
  Escape: '\u001b',
  Tab: '\t',
  Enter: '\r',
  Backspace: '\u007f',
  ArrowUp: '\u001b[A',
  ArrowDown: '\u001b[B',
  ArrowRight: '\u001b[C',
  ArrowLeft: '\u001b[D',
  Home: '\u001b[H',
  End: '\u001b[F',
  Delete: '\u001b[3~',
  PageUp: '\u001b[5~',
  PageDown: '\u001b[6~',
  ...Object.fromEntries(['P', 'Q', 'R', 'S'].map((letter, at) => [`F${at + 1}`, `\u001bO${letter}`])),
  ...Object.fromEntries([15, 17, 18, 19, 20, 21, 23, 24].map((number, at) => [`F${at + 5}`, `\u001b[${number}~`])),
}

/** What a terminal sends for keys that are pressed together. */
export function bytesOf(chord: readonly Key[]): string {
  const key = chord.at(-1)
  if (!key) return ''
  const holds = (code: string) => chord.some(each => each.code === code)
  const point = key.keysym >= 0x1000000 ? key.keysym - 0x1000000 : key.keysym
  let text = (key.code === null ? undefined : sequences[key.code]) ?? String.fromCodePoint(point)
  // Control keeps the five lowest bits of a letter (ECMA-48, C0 set).
  if (holds('ControlLeft') && /^[@-~]$/.test(text)) text = String.fromCharCode(text.toUpperCase().charCodeAt(0) & 0x1f)
  return holds('AltLeft') ? `\u001b${text}` : text
}
