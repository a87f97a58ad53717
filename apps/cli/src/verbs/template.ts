import { readFileSync, writeFileSync } from 'node:fs'
import type { InputOf, TemplateDetail } from '@paddock/sdk'
import { everyOne, templateId } from '../find/find.ts'
import type { Cli } from '../frame/cli.ts'
import { CliProblem } from '../frame/exit.ts'
import { forGood, key, limit, revision, text, whole, yes } from '../frame/flag.ts'
import { readAll } from '../frame/io.ts'
import { verb } from '../frame/verb.ts'
import { inColour, withReason } from '../show/state.ts'
import { facts, parts, table } from '../show/table.ts'
import { ago, inBytes, inMiB } from '../show/text.ts'
import { deletedInWords } from '../show/trash.ts'
import { confirm } from '../sign-in/ask.ts'
import { given, made, seen } from './given.ts'

const progressOf = (one: { state: string; progress: number; step: string }) =>
  one.state === 'making'
    ? `${inColour(one.state)} ${Math.round(one.progress * 100)} % ${one.step}`
    : inColour(one.state)

const show = (template: TemplateDetail) =>
  parts(
    facts([
      ['Template', `${template.name}, version ${template.version}`],
      ['Description', template.description],
      ['Scope', template.scope],
      ['State', template.state === 'making' ? progressOf(template) : withReason({ ...template, step: '' })],
      ['Memory', inMiB(template.memoryMiB)],
      ['Made', ago(template.createdAt)],
      ['Id', template.id],
      ['Revision', template.revision],
    ]),
    table(
      template.spec.vms,
      [
        ['MACHINE', vm => vm.name],
        ['CORES', vm => vm.cores],
        ['MEMORY', vm => inMiB(vm.memoryMiB)],
        [
          'DISKS',
          vm =>
            vm.disks
              .map(disk => (disk.sizeBytes === null ? disk.name : `${disk.name} ${inBytes(disk.sizeBytes)}`))
              .join(', '),
        ],
        ['NETWORKS', vm => vm.interfaces.map(one => [one.network, one.address].filter(Boolean).join(' ')).join(', ')],
        ['STAGE', vm => vm.startStage],
      ],
      'No machines.',
    ),
    table(
      template.spec.networks,
      [
        ['NETWORK', one => one.name],
        ['ADDRESSES', one => one.cidr],
        ['DOMAIN', one => one.domain],
      ],
      'No networks.',
    ),
  )

/** A JSON document from a file, or from stdin for `-`. */
export async function document(cli: Cli, path: string): Promise<unknown> {
  const content = path === '-' ? await readAll(cli.io) : readFileSync(path, 'utf8')
  try {
    return JSON.parse(content)
  } catch (error) {
    throw new CliProblem(
      'usage',
      `${path === '-' ? 'stdin' : path} is not JSON: ${error instanceof Error ? error.message : error}`,
    )
  }
}

const inVersion = whole('--version <number>', 'in this version; the default otherwise')

export const templateVerbs = [
  verb('template list', {
    says: 'Lists the templates of the library.',
    calls: ['templateList'],
    flags: { limit },
    async run(cli, _, flags) {
      const items = await everyOne(cli.paddock.template.listAll(), one => one, flags.limit)
      cli.answer({ items, nextCursor: null }, () =>
        table(
          items,
          [
            ['NAME', one => one.name],
            ['VERSION', one => one.version],
            ['STATE', progressOf],
            ['MACHINES', one => one.vmCount],
            ['NETWORKS', one => one.networkCount],
            ['MEMORY', one => inMiB(one.memoryMiB)],
            ['SCOPE', one => one.scope],
            ['ID', one => one.id],
          ],
          'No templates yet.',
        ),
      )
    },
  }),
  verb('template show <template>', {
    says: 'Shows a template with its machines and networks, in its default version or another.',
    calls: ['templateGet'],
    flags: { version: inVersion },
    async run(cli, args, flags) {
      const template = await cli.paddock.template.get({
        template: await templateId(cli, args.template),
        ...given({ version: flags.version }),
      })
      cli.answer(template, () => show(template))
    },
  }),
  verb('template export <template>', {
    says: 'Exports a template as a document, in its default version or another.',
    calls: ['templateExport'],
    flags: {
      version: inVersion,
      output: text('-o, --output <file>', 'write it to this file, which must not be there yet'),
    },
    async run(cli, args, flags) {
      const exported = await cli.paddock.template.export({
        template: await templateId(cli, args.template),
        ...given({ version: flags.version }),
      })
      const content = JSON.stringify(exported, null, 2)
      if (flags.output === undefined) return cli.answer(exported, () => content)
      writeFileSync(flags.output, `${content}\n`, { flag: 'wx' })
      cli.answer(exported, () => `Wrote ${flags.output}.`)
    },
  }),
  verb('template create <file>', {
    says: 'Creates a template from a document, such as an exported one. `-` is stdin.',
    calls: ['templateCreate'],
    flags: {
      name: text('--name <name>', 'another name than the document’s'),
      description: text('--description <text>', 'another description'),
      key,
    },
    async run(cli, args, flags) {
      const body = (await document(cli, args.file)) as InputOf<'templateCreate'>
      const template = await cli.paddock.template.create(
        { ...body, ...given({ name: flags.name, description: flags.description }) },
        made(cli, flags),
      )
      cli.answer(template, () => show(template))
    },
  }),
  verb('template update <template>', {
    says: 'Renames or describes a template.',
    calls: ['templateUpdate'],
    flags: {
      name: text('--name <name>', 'a new name'),
      description: text('--description <text>', 'what it is'),
      revision,
    },
    async run(cli, args, flags) {
      const template = await cli.paddock.template.update(
        {
          template: await templateId(cli, args.template),
          ...given({ name: flags.name, description: flags.description }),
        },
        seen(cli, flags),
      )
      cli.answer(template, () => show(template))
    },
  }),
  verb('template delete <template>', {
    says: 'Deletes a template, into the trash or for good. Labs made from it stay.',
    calls: ['templateDelete'],
    flags: { now: forGood, revision, yes },
    async run(cli, args, flags) {
      const template = await templateId(cli, args.template)
      await confirm(cli.io, {
        question: `Delete the template ${args.template}${flags.now ? ' for good' : ''}? Labs made from it stay.`,
        yes: flags.yes,
      })
      const deletion = await cli.paddock.template.delete({ template, ...given({ now: flags.now }) }, seen(cli, flags))
      cli.answer(deletion, () => deletedInWords(args.template, deletion))
    },
  }),
]
