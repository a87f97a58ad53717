import { InvalidArgumentError } from 'commander'

/** One option of a command, and what its text becomes. */
export interface Flag<Value> {
  /** `-n, --name <text>`, or `--wait` for a switch. */
  readonly flags: string
  readonly says: string
  readonly parse?: (text: string, before: unknown) => Value
  readonly needed?: true
  readonly choices?: readonly string[]
  /** Never filled: it only carries the type. */
  readonly value?: Value
}

export type FlagsIn<Flags> = {
  readonly [Key in keyof Flags]: Flags[Key] extends Flag<infer Value>
    ? Flags[Key] extends { needed: true }
      ? Value
      : Value | undefined
    : never
}

export const text = (flags: string, says: string): Flag<string> => ({ flags, says })
export const turnedOn = (flags: string, says: string): Flag<boolean> => ({ flags, says })
export const needed = <Value>(flag: Flag<Value>): Flag<Value> & { needed: true } => ({ ...flag, needed: true })

export const oneOf = <const Word extends string>(
  flags: string,
  says: string,
  choices: readonly Word[],
): Flag<Word> => ({
  flags,
  says,
  choices,
})

export const whole = (flags: string, says: string): Flag<number> => ({ flags, says, parse: wholeNumber })
export const onOff = (flags: string, says: string): Flag<boolean> => ({
  flags,
  says: `${says} (on or off)`,
  choices: ['on', 'off'],
  parse: word => {
    if (word !== 'on' && word !== 'off') throw new InvalidArgumentError('Say on or off.')
    return word === 'on'
  },
})

/** May be given several times. */
export const several = (flags: string, says: string): Flag<readonly string[]> => ({
  flags,
  says: `${says}; may be repeated`,
  parse: (one, before) => [...(Array.isArray(before) ? (before as string[]) : []), one],
})

export const bytes = (flags: string, says: string): Flag<number> => ({ flags, says, parse: byteCount })
export const mebibytes = (flags: string, says: string): Flag<number> => ({
  flags,
  says,
  parse: amount => (/^\d+$/.test(amount) ? Number(amount) : byteCount(amount) / 1024 ** 2),
})

export function wholeNumber(amount: string): number {
  if (!/^\d{1,15}$/.test(amount)) throw new InvalidArgumentError('Give a whole number.')
  return Number(amount)
}

/** A number, or the word that takes the limit away. */
export const orNone = (flags: string, says: string): Flag<number | null> => ({
  flags,
  says: `${says} (or none)`,
  parse: word => (word === 'none' ? null : wholeNumber(word)),
})

const units: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 }

/** `10G`, `10GiB`, `512M`, or plain bytes. All units are powers of 1,024. */
export function byteCount(amount: string): number {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(amount) ?? []
  const factor = units[unit.toLowerCase()]
  if (digits === '' || factor === undefined) throw new InvalidArgumentError('Give an amount such as 512M or 10G.')
  return Math.round(Number(digits) * factor)
}

// Flags that several commands have alike.
export const waits = {
  wait: turnedOn('--wait', 'wait until it is so, and show how far it has come'),
  timeout: whole('--timeout <seconds>', 'how long --wait waits (600)'),
}
export const key = text('--key <key>', 'name this request, so that repeating it makes nothing twice')
export const revision = whole('--revision <number>', 'refuse if it changed since this revision')
export const yes = turnedOn('-y, --yes', 'do not ask back')
export const cold = turnedOn('--cold', 'boot from the disks, and leave stored memory out')
export const forGood = turnedOn('--now', 'remove it for good at once, and not into the trash')
export const limit = whole('--limit <number>', 'show no more than this many')
