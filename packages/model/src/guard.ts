/** What wrong guesses are counted by. */
export type GuardKind = 'account' | 'address'

/**
 * How many wrong guesses are let through, and for how long after the last of them they are remembered.
 *
 * Many people may share one address; an account is one person's.
 */
export const guardRules = {
  account: { free: 5, forgetHours: 24 },
  address: { free: 50, forgetHours: 1 },
} as const satisfies Record<GuardKind, { free: number; forgetHours: number }>

const longestMinutes = 60

/** For how long a door stays shut after so many wrong guesses: not at all at first, then a minute, and each time twice as long. */
export function shutMinutes(kind: GuardKind, failures: number): number {
  const over = failures - guardRules[kind].free
  return over < 0 ? 0 : Math.min(2 ** over, longestMinutes)
}
