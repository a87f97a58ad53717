export interface Key {
  /** As RFB numbers it. Source: X11's keysymdef.h. */
  readonly keysym: number
  /** Where it is on a keyboard. Source: UI Events KeyboardEvent code Values. */
  readonly code: string | null
}

export const keys = {
  escape: { keysym: 0xff1b, code: 'Escape' },
  tab: { keysym: 0xff09, code: 'Tab' },
  enter: { keysym: 0xff0d, code: 'Enter' },
  backspace: { keysym: 0xff08, code: 'Backspace' },
  insert: { keysym: 0xff63, code: 'Insert' },
  delete: { keysym: 0xffff, code: 'Delete' },
  home: { keysym: 0xff50, code: 'Home' },
  end: { keysym: 0xff57, code: 'End' },
  pageUp: { keysym: 0xff55, code: 'PageUp' },
  pageDown: { keysym: 0xff56, code: 'PageDown' },
  left: { keysym: 0xff51, code: 'ArrowLeft' },
  up: { keysym: 0xff52, code: 'ArrowUp' },
  right: { keysym: 0xff53, code: 'ArrowRight' },
  down: { keysym: 0xff54, code: 'ArrowDown' },
  print: { keysym: 0xff61, code: 'PrintScreen' },
  shift: { keysym: 0xffe1, code: 'ShiftLeft' },
  control: { keysym: 0xffe3, code: 'ControlLeft' },
  alt: { keysym: 0xffe9, code: 'AltLeft' },
  windows: { keysym: 0xffeb, code: 'MetaLeft' },
} as const satisfies Record<string, Key>

/** F1 to F12, by number. */
export const functionKey = (number: number): Key => ({ keysym: 0xffbd + number, code: `F${number}` })

/** The key for a character: Latin-1 as it is, others above 0x1000000 (X11 protocol, appendix A, "Unicode keysyms"). */
export function keyOf(character: string): Key {
  if (character === '\n') return keys.enter
  if (character === '\t') return keys.tab
  const point = character.codePointAt(0) ?? 0
  const keysym = point >= 0x20 && point <= 0xff ? point : 0x1000000 | point
  return { keysym, code: /^[a-z]$/i.test(character) ? `Key${character.toUpperCase()}` : null }
}

/**
 * What was typed into a field between two looks at it: how much was taken away, and what was put in its place.
 *
 * On-screen keyboards send no keys but change the text, often a word at a time.
 */
export function typedBetween(before: string, after: string): { taken: number; put: string } {
  let same = 0
  while (same < before.length && same < after.length && before[same] === after[same]) same += 1
  return { taken: before.length - same, put: after.slice(same) }
}
