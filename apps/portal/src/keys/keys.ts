import { commandKey } from './commandKey.ts'

/** The keys that do something, as `?` shows them. */
export const keys: readonly { readonly where: string; readonly keys: readonly (readonly [string, string])[] }[] = [
  {
    where: 'Everywhere',
    keys: [
      [`${commandKey} K`, 'Search, and every command'],
      ['/', 'Find on this page'],
      ['g h', 'Go to home'],
      ['g l', 'Go to the labs'],
      ['g b', 'Go to the library'],
      ['g u', 'Go to the usage'],
      ['g t', 'Go to the trash'],
      ['g o', 'Go to the hosts, as an operator'],
      ['g s', 'Go to the settings'],
      ['w', 'Running work'],
      ['[', 'Fold or unfold the side bar'],
      ['?', 'These keys'],
      ['Esc', 'Close one thing'],
    ],
  },
  {
    where: 'In the list of labs',
    keys: [
      ['Tab', 'From lab to lab'],
      ['Enter', 'Open the lab'],
      ['x', 'Choose the lab; Shift for all up to it'],
      ['Esc', 'Choose none'],
    ],
  },
  {
    where: 'In a lab',
    keys: [
      ['↑ ↓ ← →', 'From machine to machine, as they stand'],
      ['Enter', 'Open the machine’s screen; in the picture its settings'],
      ['Alt ←', 'Move the machine in the picture; Alt → the other way'],
    ],
  },
]
