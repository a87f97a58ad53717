import type { Paddock } from '@paddock/sdk'
import type { Io } from './io.ts'

/** What a command works with. */
export interface Cli {
  readonly io: Io
  /** Answers are JSON, in the API's own shapes. */
  readonly json: boolean
  /** `--profile`, `--url` or what stands for them in the environment; null: what the last sign-in left. */
  readonly profileName: string | null
  readonly url: string | null
  /** The installation, as whoever is signed in. @throws CliProblem `not-signed-in` when nobody is. */
  readonly paddock: Paddock
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  /** Prints the one answer of the command: as JSON, or in words. */
  answer(value: unknown, inWords: () => string): void
  /** Prints one thing of a stream. */
  line(value: unknown, inWords: () => string): void
  /** Says something beside the answer, to the person. */
  note(text: string): void
  /** Sets what the command ends with, if it does not fail. */
  endsWith(code: number): void
}
