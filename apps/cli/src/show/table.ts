import Table from 'cli-table3'
import { bold, dim } from './state.ts'
import { plainLine } from './text.ts'

/** A column: its head, and what it shows of an item. */
export type Column<Item> = readonly [head: string, of: (item: Item) => string | number]

const noLines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
}
const style = { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true }

/** Items below each other, in columns. */
export function table<Item>(items: readonly Item[], columns: readonly Column<Item>[], nothing: string): string {
  if (items.length === 0) return dim(nothing)
  const drawn = new Table({ chars: noLines, style, head: columns.map(([head]) => bold(head)) })
  for (const item of items) drawn.push(columns.map(([, of]) => inCell(of(item))))
  return trimmed(drawn.toString())
}

/** One thing: a fact on each line. Facts without a value are left out. */
export function facts(pairs: readonly (readonly [name: string, value: string | number | null])[]): string {
  const drawn = new Table({ chars: noLines, style })
  for (const [name, value] of pairs) if (value !== null && value !== '') drawn.push([dim(name), inCell(value)])
  return trimmed(drawn.toString())
}

/** Parts of an answer, an empty line between them. */
export function parts(...blocks: readonly (string | null)[]): string {
  return blocks.filter(block => block !== null && block !== '').join('\n\n')
}

// A state comes with the terminal's colours, which `plainLine` would spell out.
const escapeCharacter = String.fromCharCode(27)
const inCell = (value: string | number) => {
  const text = String(value)
  return text.includes(`${escapeCharacter}[`) ? colouredCell(text) : plainLine(text)
}

/** Spares the colours that this program put around a word, and nothing else. */
function colouredCell(text: string): string {
  return text
    .split(new RegExp(`(${escapeCharacter}\\[\\d{1,2}m)`))
    .map((piece, at) => (at % 2 === 1 ? piece : plainLine(piece)))
    .join('')
}

const trimmed = (drawn: string) =>
  drawn
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
