import { RootCommand } from '@bomb.sh/tab'
import { argumentName, argumentsOf, commonFlags, optionOf, wordsOf } from '../frame/build.ts'
import type { Io } from '../frame/io.ts'
import { startCli } from '../frame/run.ts'
import type { Verb } from '../frame/verb.ts'
import { nouns } from '../nouns.ts'
import { things } from './things.ts'

/** Whether a shell asks what could come next: `paddock complete -- lab sta`. */
export function isCompletion(words: readonly string[]): boolean {
  return words[0] === 'complete' && words[1] === '--'
}

/**
 * Prints what could come next, to the shell.
 *
 * Names of labs and the like are asked for at the installation, which may take a moment only: a shell that waits is
 * worse than one that does not know.
 */
export async function complete(io: Io, words: readonly string[], signal: AbortSignal): Promise<void> {
  const typed = words.slice(2)
  const asked = verbOf(typed)
  const kinds = new Set(asked === undefined ? [] : argumentsOf(asked).map(argumentName))
  const cli = startCli(io, {}, AbortSignal.any([signal, AbortSignal.timeout(2_000)]))
  const known = new Map(
    await Promise.all([...kinds].map(async kind => [kind, await things(cli, kind).catch(() => [])] as const)),
  )
  const root = new RootCommand()
  for (const noun of nouns) {
    if (noun.name !== '') root.command(noun.name, noun.says)
    for (const verb of noun.verbs) {
      const command = root.command(wordsOf(verb).join(' '), verb.says)
      for (const argument of argumentsOf(verb)) {
        const kind = argumentName(argument)
        command.argument(
          kind,
          offer => {
            for (const [name, about] of known.get(kind) ?? []) offer(name, about)
          },
          argument.includes('...'),
        )
      }
      for (const flag of [...Object.values(verb.flags), ...commonFlags]) {
        const { long, short, argChoices, required, description } = optionOf(flag)
        const name = long?.slice(2) ?? ''
        const alias = short?.slice(1)
        if (!required) command.option(name, description, alias)
        else
          command.option(
            name,
            description,
            offer => {
              for (const choice of argChoices ?? []) offer(choice, '')
            },
            alias,
          )
      }
    }
  }
  root.parse([...typed])
}

/** The command that is being typed, once its words are there. */
function verbOf(typed: readonly string[]): Verb | undefined {
  return nouns
    .flatMap(noun => noun.verbs)
    .find(verb => typed.length > wordsOf(verb).length && wordsOf(verb).every((word, at) => word === typed[at]))
}
