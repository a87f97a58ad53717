import type { InputOf } from '@paddock/sdk'
import { everyOne, findLab, labId, projectId, projectOr, templateId, userId } from '../find/find.ts'
import { forGood, key, limit, onOff, revision, several, text, turnedOn, waits, whole, yes } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { labInWords } from '../show/lab.ts'
import { inColour } from '../show/state.ts'
import { table } from '../show/table.ts'
import { ago, inMiB } from '../show/text.ts'
import { deletedInWords } from '../show/trash.ts'
import { confirm } from '../sign-in/ask.ts'
import { gone, running } from '../wait/goal.ts'
import { waitFor } from '../wait/wait.ts'
import { given, made, seen } from './given.ts'
import { document } from './template.ts'

export const labVerbs = [
  verb('lab list', {
    says: 'Lists labs.',
    calls: ['labList'],
    flags: {
      project: text('-p, --project <project>', 'only those of this project'),
      search: text('--search <text>', 'only those with this in their names'),
      limit,
    },
    async run(cli, _, flags) {
      const project = flags.project === undefined ? undefined : await projectId(cli, flags.project)
      const asked = given({ project, search: flags.search })
      const items = await everyOne(cli.paddock.lab.listAll(asked), one => one, flags.limit)
      cli.answer({ items, nextCursor: null }, () =>
        table(
          items,
          [
            ['NAME', one => one.name],
            ['STATE', one => inColour(one.state)],
            ['RUNNING', one => `${one.vms.filter(vm => vm.state === 'running').length} of ${one.vms.length}`],
            ['MEMORY', one => inMiB(one.memoryMiB)],
            ['PROJECT', one => one.project.name],
            ['OWNER', one => one.owner.name],
            ['MADE', one => ago(one.createdAt)],
            ['ID', one => one.id],
          ],
          'No labs. Make one: paddock lab create NAME --template TEMPLATE',
        ),
      )
    },
  }),
  verb('lab show <lab>', {
    says: 'Shows a lab with its machines and networks.',
    calls: ['labGet'],
    async run(cli, args) {
      const lab = await findLab(cli, args.lab)
      cli.answer(lab, () => labInWords(lab))
    },
  }),
  verb('lab create <name>', {
    says: 'Creates a lab from a template, from a document, or empty.',
    calls: ['labCreate'],
    flags: {
      template: text('-t, --template <template>', 'the template to make it from'),
      from: text('--from <file>', 'a document with networks and machines in JSON; - is stdin'),
      only: several('--vm <name>', 'only this machine of the template'),
      project: text('-p, --project <project>', 'where it belongs; needed when you are in several'),
      description: text('--description <text>', 'what it is for'),
      version: whole('--template-version <number>', 'the template in this version; its default otherwise'),
      start: turnedOn('--start', 'start it at once'),
      key,
      ...waits,
    },
    async run(cli, { name }, flags) {
      const spec =
        flags.from === undefined ? undefined : ((await document(cli, flags.from)) as InputOf<'labCreate'>['spec'])
      const lab = await cli.paddock.lab.create(
        {
          name,
          projectId: await projectOr(cli, flags.project),
          ...given({
            templateId: flags.template === undefined ? undefined : await templateId(cli, flags.template),
            templateVersion: flags.version,
            vms: flags.only === undefined ? undefined : [...flags.only],
            description: flags.description,
            start: flags.start,
            spec,
          }),
        },
        made(cli, flags),
      )
      const [last] = flags.wait && flags.start ? await waitFor(cli, [lab], { goal: running, flags }) : [lab]
      cli.answer(last, () => labInWords(last ?? lab))
    },
  }),
  verb('lab rename <lab> <name>', {
    says: 'Renames a lab.',
    calls: ['labUpdate'],
    flags: { revision },
    async run(cli, args, flags) {
      const lab = await cli.paddock.lab.update({ lab: await labId(cli, args.lab), name: args.name }, seen(cli, flags))
      cli.answer(lab, () => labInWords(lab))
    },
  }),
  verb('lab describe <lab> <description>', {
    says: 'Describes a lab.',
    calls: ['labUpdate'],
    flags: { revision },
    async run(cli, args, flags) {
      const lab = await cli.paddock.lab.update(
        { lab: await labId(cli, args.lab), description: args.description },
        seen(cli, flags),
      )
      cli.answer(lab, () => labInWords(lab))
    },
  }),
  verb('lab delete <lab>', {
    says: 'Deletes a lab with its machines, networks and disks, running or not: into the trash, or for good.',
    calls: ['labDelete'],
    flags: { now: forGood, revision, yes, ...waits },
    async run(cli, args, flags) {
      const lab = await findLab(cli, args.lab)
      await confirm(cli.io, {
        question: `Delete ${lab.name} with ${lab.vms.length} machines and all their data${flags.now ? ', for good' : ''}?`,
        yes: flags.yes,
      })
      const deletion = await cli.paddock.lab.delete({ lab: lab.id, ...given({ now: flags.now }) }, seen(cli, flags))
      if (flags.wait && deletion.trash === null) await waitFor(cli, [lab], { goal: gone, flags })
      cli.answer(deletion, () => deletedInWords(lab.name, deletion, flags.wait ? 'Deleted' : 'Deleting'))
    },
  }),
  verb('lab copy <lab> [name...]', {
    says: 'Makes copies of a lab as it is now, behind fences of their own, with equal addresses.',
    calls: ['labCopy'],
    flags: {
      count: whole('-n, --count <number>', 'how many, when no names are given (1)'),
      owner: text('--owner <user>', 'whose they will be; yours otherwise'),
      project: text('-p, --project <project>', 'where they belong; the lab’s own project otherwise'),
      start: turnedOn('--start', 'start them at once'),
      memory: turnedOn('--memory', 'let running machines go on in the copies, from this very instant'),
      key,
      ...waits,
    },
    async run(cli, args, flags) {
      const lab = await findLab(cli, args.lab)
      const names =
        args.name.length > 0
          ? args.name
          : Array.from(
              { length: flags.count ?? 1 },
              (_, at) => `${lab.name.slice(0, 90)} copy${at === 0 ? '' : ` ${at + 1}`}`,
            )
      const common = given({
        ownerId: flags.owner === undefined ? undefined : await userId(cli, flags.owner),
        projectId: flags.project === undefined ? undefined : await projectId(cli, flags.project),
      })
      const answer = await cli.paddock.lab.copy(
        {
          lab: lab.id,
          copies: names.map(name => ({ name, ...common })),
          ...given({ start: flags.start, memory: flags.memory }),
        },
        made(cli, flags),
      )
      if (flags.wait && flags.start) {
        const copies = await Promise.all(answer.labs.map(copy => cli.paddock.lab.get({ lab: copy.id })))
        await waitFor(cli, copies, { goal: running, flags })
      }
      cli.answer(answer, () =>
        table(
          answer.labs,
          [
            ['NAME', one => one.name],
            ['PROJECT', one => one.project.name],
            ['ID', one => one.id],
          ],
          'No copies.',
        ),
      )
    },
  }),
  verb('lab add <lab> <template>', {
    says: 'Adds machines of a template to a lab, also to a running one, whose machines go on.',
    calls: ['labAdd'],
    flags: {
      only: several('--vm <name>', 'only this machine of the template'),
      version: whole('--template-version <number>', 'the template in this version; its default otherwise'),
      start: turnedOn('--start', 'start them at once'),
      key,
      ...waits,
    },
    async run(cli, args, flags) {
      const lab = await cli.paddock.lab.add(
        {
          lab: await labId(cli, args.lab),
          templateId: await templateId(cli, args.template),
          ...given({
            vms: flags.only === undefined ? undefined : [...flags.only],
            templateVersion: flags.version,
            start: flags.start,
          }),
        },
        made(cli, flags),
      )
      const [last] = flags.wait && flags.start ? await waitFor(cli, [lab], { goal: running, flags }) : [lab]
      cli.answer(last, () => labInWords(last ?? lab))
    },
  }),
  verb('lab watch <lab>', {
    says: 'Follows a lab: a line for every change of a machine, until it is gone or Ctrl-C.',
    calls: ['labWatch'],
    flags: { first: onOff('--first <on|off>', 'also tell how it is at first (on)') },
    async run(cli, args, flags) {
      const lab = await labId(cli, args.lab)
      const told = new Map<string, string>()
      let first = true
      for await (const event of cli.paddock.lab.watch({ lab }, { signal: cli.signal })) {
        const quiet = first && flags.first === false
        first = false
        if (event.kind === 'lab-gone') {
          cli.line(event, () => `${clock()}  gone`)
          continue
        }
        if (cli.json) {
          if (!quiet) cli.line(event, () => '')
          continue
        }
        // Who is at a console is what `vm viewers` tells.
        if (event.kind === 'console') continue
        const states = [
          [event.lab.name, event.lab.state, event.lab.reason?.message ?? ''],
          ...event.lab.vms.map(vm => [vm.name, vm.state, vm.reason?.message ?? vm.step]),
        ] as const
        for (const [name, state = '', why = ''] of states) {
          const now = `${name} ${state} ${why}`
          if (told.get(name ?? '') === now) continue
          told.set(name ?? '', now)
          if (!quiet) cli.line(event, () => [clock(), name, inColour(state), why].filter(Boolean).join('  '))
        }
      }
    },
  }),
]

const clock = () => new Date().toTimeString().slice(0, 8)
