import { argumentsOf, commonFlags, type Flag, type Noun, type Verb, wordsOf } from '../../../apps/cli/src/index.ts'
import { anchor, code, markdownTable } from './markdown.ts'

type Ends = Readonly<Record<string, { readonly number: number; readonly means: string }>>

/** Every command, from the command's own tree. */
export function cliPage(nouns: readonly Noun[], ends: Ends): string {
  const all = nouns.flatMap(({ verbs }) => verbs)
  return [
    '# The command',
    rules,
    '## What it ends with',
    markdownTable(
      ['', ''],
      Object.values(ends).map(({ number, means }) => [code(String(number)), means]),
    ),
    '## Every command takes',
    flagTable(commonFlags),
    '## Commands',
    markdownTable(
      ['Command', ''],
      all.map(verb => [`[${code(`paddock ${verb.line}`)}](#${anchor(heading(verb))})`, verb.says]),
    ),
    ...nouns.flatMap(({ name, says, verbs }) => [`## ${name === '' ? 'paddock' : name}`, says, ...verbs.map(section)]),
  ].join('\n\n')
}

const rules = `\`node_modules/.bin/paddock\` after \`npm install\`; \`paddock help lab start\` explains one command.

* **Names or ids.** A lab, template, project and so on is called by its name in any case, by its name as it is easily typed (\`web-shop\` for "Web shop"), or by its id. A machine is \`LAB/VM\`, a disk \`LAB/VM/DISK\`, a network \`LAB/NETWORK\`. Where a name means several things the command says which, and does nothing.
* **Answers** go to stdout and nothing else does. \`--json\` answers in the shapes of [the API](api.md#shapes), which stay; the words for people may change.
* **Waiting.** What takes a while returns at once; with \`--wait\` it shows how far each machine is and ends when all are there.
* **Who asks.** \`paddock login\` keeps a token, readable only by you, in \`paddock/profiles.json\` under your configuration folder. \`--profile\` or \`PADDOCK_PROFILE\` keeps several apart. For scripts: \`PADDOCK_URL\` and \`PADDOCK_TOKEN\`.
* **Colours** are for terminals; \`NO_COLOR\` turns them off.
* **Completion** knows your labs: \`source <(paddock complete bash)\`, also \`zsh\`; \`paddock complete fish | source\`.`

const heading = (verb: Verb) => `paddock ${wordsOf(verb).join(' ')}`

function section(verb: Verb): string {
  const flags = Object.values(verb.flags)
  return [
    `### ${heading(verb)}`,
    code(`paddock ${[...wordsOf(verb), ...(flags.length > 0 ? ['[options]'] : []), ...argumentsOf(verb)].join(' ')}`),
    verb.says,
    verb.more ?? '',
    flags.length > 0 ? flagTable(flags) : '',
    verb.calls.length > 0
      ? `Asks ${verb.calls.map(id => `[${code(id)}](api.md#${id.toLowerCase()})`).join(', ')}.`
      : '',
  ]
    .filter(part => part !== '')
    .join('\n\n')
}

function flagTable(flags: readonly Flag<unknown>[]): string {
  return markdownTable(
    ['Option', ''],
    flags.map(({ flags: written, says, choices, needed }) => [
      code(written),
      `${says}${choices && !/\(on or off\)/.test(says) ? `: ${choices.join(', ')}` : ''}${needed ? '; needed' : ''}`,
    ]),
  )
}
