import type { PaddockProblem } from '@paddock/sdk'

/** With what the command ends. Scripts rely on these numbers: they do not change. */
export const exitCodes = {
  ok: { number: 0, means: 'It is done.' },
  failed: { number: 1, means: 'The thing itself failed, such as a machine that did not start.' },
  usage: { number: 2, means: 'The command was not understood, or a value is not valid.' },
  'not-signed-in': { number: 3, means: 'Nobody is signed in, or the sign-in failed.' },
  'not-found': { number: 4, means: 'There is no such thing, or it is not yours to see.' },
  refused: { number: 5, means: 'It was refused: not allowed, not in this state, a limit, a name that is taken.' },
  trouble: { number: 6, means: 'Paddock or a host has trouble, or cannot be reached.' },
  'too-long': { number: 7, means: 'It was not there within the time that --timeout gives. It goes on.' },
  guest: { number: 125, means: '`vm exec` itself failed; any other number is the program’s own.' },
  interrupted: { number: 130, means: 'You broke it off with Ctrl-C.' },
} as const satisfies Record<string, { number: number; means: string }>

export type ExitCode = keyof typeof exitCodes

/** A failure that the command itself found. The message tells what to do next. */
export class CliProblem extends Error {
  override readonly name = 'CliProblem'
  readonly exit: ExitCode

  constructor(exit: ExitCode, message: string) {
    super(message)
    this.exit = exit
  }
}

/** How a refusal of the API ends the command. */
export function exitOf({ status }: Pick<PaddockProblem, 'status'>): ExitCode {
  if (status === 400 || status === 413 || status === 415) return 'usage'
  if (status === 401) return 'not-signed-in'
  if (status === 404) return 'not-found'
  if (status >= 400 && status < 500) return 'refused'
  return 'trouble'
}
