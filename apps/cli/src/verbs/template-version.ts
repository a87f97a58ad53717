import type { InputOf } from '@paddock/sdk'
import { labId, snapshotId, templateId } from '../find/find.ts'
import { CliProblem } from '../frame/exit.ts'
import { key, revision, text, turnedOn, wholeNumber, yes } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { table } from '../show/table.ts'
import { ago, yesNo } from '../show/text.ts'
import { confirm } from '../sign-in/ask.ts'
import { given, made, seen } from './given.ts'
import { document } from './template.ts'

export const templateVersionVerbs = [
  verb('template versions <template>', {
    says: 'Lists the versions of a template, newest first.',
    calls: ['templateVersions'],
    async run(cli, args) {
      const answer = await cli.paddock.template.versions({ template: await templateId(cli, args.template) })
      cli.answer(answer, () =>
        table(
          answer.items,
          [
            ['VERSION', one => (one.isDefault ? `${one.version} (default)` : String(one.version))],
            ['NOTE', one => one.note],
            ['MACHINES', one => one.vmCount],
            ['MEMORY', one => yesNo(one.memory)],
            ['LABS', one => one.labCount],
            ['BY', one => one.author?.name ?? 'Paddock'],
            ['PUBLISHED', one => ago(one.createdAt)],
          ],
          'No versions.',
        ),
      )
    },
  }),
  verb('template publish <template>', {
    says: 'Publishes a new version of a template: of a snapshot, of a lab as it is now, or of a document.',
    calls: ['templatePublish'],
    flags: {
      snapshot: text('--snapshot <snapshot>', 'of this snapshot (LAB/SNAPSHOT), with its memory if it has that'),
      lab: text('--lab <lab>', 'of this lab’s disks as they are now'),
      from: text('--from <file>', 'of this document, such as an exported one; `-` is stdin'),
      note: text('--note <text>', 'what changed since the version before'),
      notDefault: turnedOn('--not-default', 'go on making labs from the version that they are made from now'),
      key,
      revision,
    },
    async run(cli, args, flags) {
      if ([flags.snapshot, flags.lab, flags.from].filter(one => one !== undefined).length !== 1)
        throw new CliProblem('usage', 'Say of what: one of --snapshot, --lab and --from.')
      const spec =
        flags.from === undefined ? undefined : ((await document(cli, flags.from)) as InputOf<'templateCreate'>).spec
      const published = await cli.paddock.template.publish(
        {
          template: await templateId(cli, args.template),
          ...given({
            snapshotId: flags.snapshot === undefined ? undefined : await snapshotId(cli, flags.snapshot),
            labId: flags.lab === undefined ? undefined : await labId(cli, flags.lab),
            spec,
            note: flags.note,
            makeDefault: flags.notDefault ? false : undefined,
          }),
        },
        { ...made(cli, flags), ...seen(cli, flags) },
      )
      cli.answer(
        published,
        () =>
          `Published version ${published.version} of ${args.template}${published.isDefault ? '' : '; labs are still made from an older one'}.`,
      )
    },
  }),
  verb('template default <template> <version>', {
    says: 'Says which version of a template labs are made from, where none is named: back to an older one, too.',
    calls: ['templateUpdate'],
    flags: { revision },
    async run(cli, args, flags) {
      const template = await cli.paddock.template.update(
        { template: await templateId(cli, args.template), version: wholeNumber(args.version) },
        seen(cli, flags),
      )
      cli.answer(template, () => `Labs are made from version ${template.version} of ${template.name}.`)
    },
  }),
  verb('template unpublish <template> <version>', {
    says: 'Deletes a version of a template for good that no lab was made from.',
    calls: ['templateUnpublish'],
    flags: { revision, yes },
    async run(cli, args, flags) {
      const template = await templateId(cli, args.template)
      await confirm(cli.io, {
        question: `Delete version ${args.version} of ${args.template} for good?`,
        yes: flags.yes,
      })
      await cli.paddock.template.unpublish({ template, version: wholeNumber(args.version) }, seen(cli, flags))
      cli.answer(null, () => `Deleted version ${args.version} of ${args.template}.`)
    },
  }),
]
