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
  left: { keysym: 0xff51, code: 'ArrowLeft' },
  up: { keysym: 0xff52, code: 'ArrowUp' },
  right: { keysym: 0xff53, code: 'ArrowRight' },
  down: { keysym: 0xff54, code: 'ArrowDown' },
  shift: { keysym: 0xffe1, code: 'ShiftLeft' },
  control: { keysym: 0xffe3, code: 'ControlLeft' },
  alt: { keysym: 0xffe9, code: 'AltLeft' },
} as const satisfies Record<string, Key>

/** The key for a character: Latin-1 as it is, others above 0x1000000 (X11 protocol, appendix A, "Unicode keysyms"). */
export function keyOf(character: string): Key {
  if (character === '\n') return keys.enter
  if (character === '\t') return keys.tab
  const point = character.codePointAt(0) ?? 0
  return { keysym: point >= 0x20 && point <= 0xff ? point : 0x1000000 | point, code: null }
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
