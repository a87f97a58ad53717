import type { ProjectView } from '@paddock/sdk'
import { everyOne, projectId, userId } from '../find/find.ts'
import { key, limit, oneOf, revision, text, yes } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { facts, table } from '../show/table.ts'
import { ago } from '../show/text.ts'
import { confirm } from '../sign-in/ask.ts'
import { given, made, seen } from './given.ts'

const show = (project: ProjectView) =>
  facts([
    ['Project', project.name],
    ['Description', project.description],
    ['Labs', project.labCount],
    ['Made', ago(project.createdAt)],
    ['Id', project.id],
    ['Revision', project.revision],
  ])

export const projectVerbs = [
  verb('project list', {
    says: 'Lists the projects that you may see.',
    calls: ['projectList'],
    flags: { limit },
    async run(cli, _, flags) {
      const items = await everyOne(cli.paddock.project.listAll(), one => one, flags.limit)
      cli.answer({ items, nextCursor: null }, () =>
        table(
          items,
          [
            ['NAME', one => one.name],
            ['LABS', one => one.labCount],
            ['DESCRIPTION', one => one.description],
            ['ID', one => one.id],
          ],
          'No projects.',
        ),
      )
    },
  }),
  verb('project show <project>', {
    says: 'Shows a project.',
    calls: ['projectGet'],
    async run(cli, args) {
      const project = await cli.paddock.project.get({ project: await projectId(cli, args.project) })
      cli.answer(project, () => show(project))
    },
  }),
  verb('project create <name>', {
    says: 'Creates a project.',
    calls: ['projectCreate'],
    flags: { description: text('--description <text>', 'what it is for'), key },
    async run(cli, { name }, flags) {
      const project = await cli.paddock.project.create(
        { name, ...given({ description: flags.description }) },
        made(cli, flags),
      )
      cli.answer(project, () => show(project))
    },
  }),
  verb('project update <project>', {
    says: 'Renames or describes a project.',
    calls: ['projectUpdate'],
    flags: {
      name: text('--name <name>', 'a new name'),
      description: text('--description <text>', 'what it is for'),
      revision,
    },
    async run(cli, args, flags) {
      const project = await cli.paddock.project.update(
        { project: await projectId(cli, args.project), ...given({ name: flags.name, description: flags.description }) },
        seen(cli, flags),
      )
      cli.answer(project, () => show(project))
    },
  }),
  verb('project delete <project>', {
    says: 'Deletes an empty project.',
    calls: ['projectDelete'],
    flags: { revision, yes },
    async run(cli, args, flags) {
      const project = await projectId(cli, args.project)
      await confirm(cli.io, { question: `Delete the project ${args.project}?`, yes: flags.yes })
      await cli.paddock.project.delete({ project }, seen(cli, flags))
      cli.answer(null, () => `Deleted ${args.project}.`)
    },
  }),
  verb('project members <project>', {
    says: 'Lists who has a role in a project.',
    calls: ['projectMembers'],
    flags: { limit },
    async run(cli, args, flags) {
      const project = await projectId(cli, args.project)
      const items = await everyOne(cli.paddock.project.membersAll({ project }), one => one, flags.limit)
      cli.answer({ items, nextCursor: null }, () =>
        table(
          items,
          [
            ['E-MAIL', one => one.email],
            ['NAME', one => one.name],
            ['ROLE', one => one.role],
            ['ID', one => one.userId],
          ],
          'No members.',
        ),
      )
    },
  }),
  verb('project admit <project> <user>', {
    says: 'Gives a person a role in a project.',
    calls: ['projectAdmit'],
    flags: { role: oneOf('--role <role>', 'the role (member)', ['viewer', 'member', 'administrator']) },
    async run(cli, args, flags) {
      const member = await cli.paddock.project.admit({
        project: await projectId(cli, args.project),
        user: await userId(cli, args.user),
        role: flags.role ?? 'member',
      })
      cli.answer(member, () => `${member.name} is ${member.role} in ${args.project}.`)
    },
  }),
  verb('project expel <project> <user>', {
    says: 'Takes a person’s role in a project away.',
    calls: ['projectExpel'],
    async run(cli, args) {
      await cli.paddock.project.expel({
        project: await projectId(cli, args.project),
        user: await userId(cli, args.user),
      })
      cli.answer(null, () => `${args.user} has no role in ${args.project} any more.`)
    },
  }),
]
