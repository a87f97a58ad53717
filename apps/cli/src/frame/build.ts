import { Command, Option } from 'commander'
import type { Flag } from './flag.ts'
import type { Io } from './io.ts'
import type { CommonFlags } from './run.ts'
import type { Verb } from './verb.ts'

export interface Noun {
  readonly name: string
  readonly says: string
  readonly verbs: readonly Verb[]
}

/** Runs one command with what was typed. */
export type Runner = (
  verb: Verb,
  args: Record<string, unknown>,
  flags: Record<string, unknown>,
  common: CommonFlags,
) => Promise<void>

/** The flags that every command has. */
export const commonFlags: readonly Flag<unknown>[] = [
  { flags: '--json', says: 'answer in JSON, in the shapes of the API' },
  { flags: '--profile <name>', says: 'ask as this profile (PADDOCK_PROFILE)' },
  { flags: '--url <url>', says: 'ask the installation at this address (PADDOCK_URL)' },
]

/** The whole command as commander knows it. */
export function build(nouns: readonly Noun[], version: string, { io, run }: { io: Io; run: Runner }): Command {
  const program = new Command('paddock')
    .description('Virtual labs of real machines, fenced from each other.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeOut: text => io.stdout.write(text), writeErr: text => io.stderr.write(text) })
  for (const noun of nouns) {
    const group = noun.name === '' ? program : program.command(noun.name).description(noun.says)
    for (const verb of noun.verbs) addVerb(group, verb, run)
  }
  return program
}

/** The words before the arguments: `lab start`. */
export function wordsOf({ line }: Pick<Verb, 'line'>): string[] {
  return line.split(' ').filter(word => !/^[<[]/.test(word))
}

/** The arguments as they are written: `<lab>`, `[name...]`. */
export function argumentsOf({ line }: Pick<Verb, 'line'>): string[] {
  return line.split(' ').filter(word => /^[<[]/.test(word))
}

/** An argument's name, without brackets and dots. */
export const argumentName = (argument: string) => argument.replace(/[<>[\].]/g, '')

/** What each kind of argument is called by. */
export const argumentHelp: Readonly<Record<string, string>> = {
  lab: 'name or id of a lab',
  vm: 'LAB/VM, or id of a machine',
  disk: 'LAB/VM/DISK, or id of a disk',
  network: 'LAB/NETWORK, or id of a network',
  interface: 'LAB/VM/NETWORK or LAB/VM/POSITION, or id of an interface',
  template: 'name or id of a template',
  asset: 'name or id of a file of the library',
  project: 'name or id of a project',
  user: 'e-mail address, name or id of a person',
  tenant: 'slug, name or id of a tenant',
  host: 'name or id of a host',
  session: 'id of a session',
  token: 'name or id of a token',
}

function addVerb(group: Command, verb: Verb, run: Runner): void {
  const command = group
    .command(wordsOf(verb).at(-1) ?? '')
    .description([verb.says, verb.more].filter(Boolean).join('\n\n'))
    .summary(verb.says)
  for (const argument of argumentsOf(verb)) command.argument(argument, argumentHelp[argumentName(argument)])
  const own = Object.entries(verb.flags).map(([name, flag]) => [name, optionOf(flag)] as const)
  for (const [, option] of own) command.addOption(option)
  for (const flag of commonFlags) command.addOption(optionOf(flag))
  if (verb.takesTheRest) command.passThroughOptions()
  command.action(async (...given: unknown[]) => {
    const values = command.opts<Record<string, unknown>>()
    const args = Object.fromEntries(argumentsOf(verb).map((argument, at) => [argumentName(argument), given[at]]))
    const flags = Object.fromEntries(own.map(([name, option]) => [name, values[option.attributeName()]]))
    await run(verb, args, flags, values)
  })
}

export function optionOf(flag: Flag<unknown>): Option {
  const option = new Option(flag.flags, flag.says)
  if (flag.choices) option.choices(flag.choices)
  if (flag.parse) {
    const { parse } = flag
    option.argParser((word: string, before: unknown) => parse(word, before))
  }
  if (flag.needed) option.makeOptionMandatory()
  return option
}
