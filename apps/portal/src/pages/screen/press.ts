import type RFB from '@novnc/novnc'
import type { Key } from './keys.ts'

/** Presses keys one after the other and lets them go in the other order, as fingers do. */
export function press(rfb: RFB | null, chord: readonly Key[]): void {
  for (const { keysym, code } of chord) rfb?.sendKey(keysym, code, true)
  for (const { keysym, code } of chord.toReversed()) rfb?.sendKey(keysym, code, false)
}
