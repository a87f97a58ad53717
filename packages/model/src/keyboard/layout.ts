import { z } from 'zod'
import type { KeyName, Stroke } from './key.ts'

/** What is printed on a guest's keyboard: the layout that is set in the guest. */
export const keyboardLayout = z.enum(['us', 'de'])
export type KeyboardLayout = z.infer<typeof keyboardLayout>

/** What a key gives by itself, with Shift, and with AltGr; a space where it gives nothing that can be typed. */
type Rows = Readonly<Partial<Record<KeyName, string>>>

const everywhere: Rows = {
  ...Object.fromEntries([...'abcdefghijklmnopqrstuvwxyz'].map(letter => [letter, `${letter}${letter.toUpperCase()}`])),
  ret: '\n',
  tab: '\t',
}

const us: Rows = {
  ...everywhere,
  ...{ grave_accent: '`~', 1: '1!', 2: '2@', 3: '3#', 4: '4$', 5: '5%', 6: '6^', 7: '7&', 8: '8*', 9: '9(', 0: '0)' },
  ...{ minus: '-_', equal: '=+', bracket_left: '[{', bracket_right: ']}', semicolon: ';:', apostrophe: `'"` },
  ...{ backslash: '\\|', comma: ',<', dot: '.>', slash: '/?' },
}

/** DIN 2137, T1. */
const de: Rows = {
  ...everywhere,
  ...{ grave_accent: ' °', 1: '1!', 2: '2"²', 3: '3§³', 4: '4$', 5: '5%', 6: '6&', 7: '7/{', 8: '8([', 9: '9)]' },
  ...{ 0: '0=}', minus: 'ß?\\', q: 'qQ@', e: 'eE€', y: 'zZ', z: 'yY', bracket_left: 'üÜ', bracket_right: '+*~' },
  ...{ semicolon: 'öÖ', apostrophe: 'äÄ', backslash: `#'`, less: '<>|', m: 'mMµ', comma: ',;', dot: '.:', slash: '-_' },
}

/** Keys that give nothing by themselves and put their accent on the next letter, by Unicode's combining mark; with a space, the accent alone. */
const deadKeys: Readonly<Record<KeyboardLayout, Readonly<Record<string, { alone: string; stroke: Stroke }>>>> = {
  us: {},
  de: {
    '\u0302': { alone: '^', stroke: ['grave_accent'] },
    '\u0301': { alone: '´', stroke: ['equal'] },
    '\u0300': { alone: '`', stroke: ['shift', 'equal'] },
  },
}

const space: Stroke = ['spc']
const levels: readonly Stroke[] = [[], ['shift'], ['alt_r']]

function strokesByCharacter(layout: KeyboardLayout, rows: Rows): ReadonlyMap<string, readonly Stroke[]> {
  const strokes = new Map<string, readonly Stroke[]>([[' ', [space]]])
  for (const [key, characters] of Object.entries(rows))
    for (const [level, character] of [...(characters ?? '')].entries())
      if (character !== ' ') strokes.set(character, [[...(levels[level] ?? []), key as KeyName]])
  for (const { alone, stroke } of Object.values(deadKeys[layout])) strokes.set(alone, [stroke, space])
  return strokes
}

const tables = { us: strokesByCharacter('us', us), de: strokesByCharacter('de', de) } as const

/** The strokes that give one character; null when the layout has none. */
function strokesOf(character: string, layout: KeyboardLayout): readonly Stroke[] | null {
  const direct = tables[layout].get(character)
  if (direct) return direct
  const [letter = '', mark = '', ...rest] = character.normalize('NFD')
  const dead = deadKeys[layout][mark]
  const plain = /^[aeiou]$/i.test(letter) ? tables[layout].get(letter) : undefined
  return dead && plain && rest.length === 0 ? [dead.stroke, ...plain] : null
}

/**
 * The keys that type a text on a keyboard of this layout, and the characters that it can't type.
 *
 * Lines may end as Unix or Windows end them; each end is one press of Return.
 */
export function strokesFor(
  text: string,
  layout: KeyboardLayout,
): { readonly strokes: readonly Stroke[]; readonly unknown: readonly string[] } {
  const strokes: Stroke[] = []
  const unknown = new Set<string>()
  for (const character of text.replaceAll(/\r\n?/g, '\n').normalize('NFC')) {
    const own = strokesOf(character, layout)
    if (own) strokes.push(...own)
    else unknown.add(character)
  }
  return { strokes, unknown: [...unknown] }
}
