import type { EndpointId } from '@paddock/sdk'
import type { Cli } from './cli.ts'
import type { Flag, FlagsIn } from './flag.ts'

type WordArgs<Word extends string> = Word extends `<${infer Name}...>` | `[${infer Name}...]`
  ? { readonly [Key in Name]: readonly string[] }
  : Word extends `<${infer Name}>`
    ? { readonly [Key in Name]: string }
    : Word extends `[${infer Name}]`
      ? { readonly [Key in Name]: string | undefined }
      : unknown

/** The arguments of a line such as `lab start <lab>`, by their names. */
export type ArgsOf<Line extends string> = Line extends `${infer Word} ${infer Rest}`
  ? WordArgs<Word> & ArgsOf<Rest>
  : WordArgs<Line>

/** One command: what is typed, what it is for, which endpoints it calls. */
export interface Verb {
  /** Noun, verb, arguments: `lab start <lab>`. An argument that has the name of a kind of thing is completed with such things. */
  readonly line: string
  /** One line, third person. */
  readonly says: string
  readonly more?: string
  /** The endpoints that this is the command of. */
  readonly calls: readonly EndpointId[]
  readonly flags: Readonly<Record<string, Flag<unknown>>>
  /** Whatever follows the last argument belongs to it, also what looks like an option. */
  readonly takesTheRest?: boolean
  run(cli: Cli, args: never, flags: never): Promise<void> | void
}

/** Declares a command, with the types of its arguments and flags. */
export function verb<
  const Line extends string,
  Flags extends Readonly<Record<string, Flag<unknown>>> = Record<never, never>,
>(
  line: Line,
  given: Omit<Verb, 'line' | 'flags' | 'run'> & {
    readonly flags?: Flags
    run(cli: Cli, args: ArgsOf<Line>, flags: FlagsIn<Flags>): Promise<void> | void
  },
): Verb {
  return { ...given, line, flags: given.flags ?? {} }
}
