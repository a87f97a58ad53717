import { styleText } from 'node:util'

const colours = {
  running: 'green',
  ready: 'green',
  online: 'green',
  starting: 'blue',
  stopping: 'blue',
  making: 'blue',
  deleting: 'blue',
  taking: 'blue',
  reverting: 'blue',
  taken: 'green',
  suspended: 'magenta',
  paused: 'yellow',
  failed: 'red',
  silent: 'yellow',
  unknown: 'yellow',
  mixed: 'yellow',
} as const

/** A state in its colour, where colours are welcome: a terminal, and no NO_COLOR (no-color.org). */
export function inColour(state: string): string {
  const colour = state in colours ? colours[state as keyof typeof colours] : 'dim'
  return styleText(colour, state, { stream: process.stdout })
}

export const bold = (text: string): string => styleText('bold', text, { stream: process.stdout })
export const dim = (text: string): string => styleText('dim', text, { stream: process.stdout })

/** A state with what is being done, or why it is not as it should be. */
export function withReason(thing: {
  readonly state: string
  readonly reason?: { readonly message: string } | null
  readonly step?: string
}): string {
  const why = thing.reason?.message ?? (thing.step ? thing.step : '')
  return why === '' ? inColour(thing.state) : `${inColour(thing.state)} · ${why}`
}
