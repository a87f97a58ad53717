import { everyOne, projectId, tokenId } from '../find/find.ts'
import { limit, several, whole, yes } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { table } from '../show/table.ts'
import { ago } from '../show/text.ts'
import * as ask from '../sign-in/ask.ts'
import { given } from './given.ts'

export const tokenVerbs = [
  verb('token list', {
    says: 'Lists your API tokens.',
    calls: ['tokenList'],
    flags: { limit },
    async run(cli, _, flags) {
      const items = await everyOne(cli.paddock.token.listAll(), one => one, flags.limit)
      cli.answer({ items, nextCursor: null }, () =>
        table(
          items,
          [
            ['NAME', one => one.name],
            ['MAY', one => one.permissions?.join(', ') ?? 'all that you may'],
            ['WHERE', one => (one.projectIds === null ? 'everywhere' : `${one.projectIds.length} project(s)`)],
            ['EXPIRES', one => one.expiresAt],
            [
              'LAST USED',
              one => (one.lastUsedAt === null ? 'never' : `${ago(one.lastUsedAt)}, ${one.lastUsedAddress}`),
            ],
            ['ID', one => one.id],
          ],
          'No tokens.',
        ),
      )
    },
  }),
  verb('token create <name>', {
    says: 'Makes an API token, and prints it this once.',
    more: 'Without --may it may do all that you may, and without --project everywhere. Use it with `paddock login --token`, or as PADDOCK_TOKEN.',
    calls: ['tokenCreate'],
    flags: {
      may: several('--may <permission>', 'what it may be used for, such as lab.view'),
      project: several('--project <project>', 'in which project'),
      days: whole('--days <number>', 'for how long (90)'),
    },
    async run(cli, { name }, flags) {
      const projects = await Promise.all((flags.project ?? []).map(project => projectId(cli, project)))
      const made = await cli.paddock.token.create({
        name,
        ...given({
          permissions: flags.may as never,
          projectIds: projects.length === 0 ? undefined : (projects as never),
          expiresInDays: flags.days,
        }),
      })
      cli.note('Keep it now: it is not shown again.')
      cli.answer(made, () => made.secret)
    },
  }),
  verb('token delete <token>', {
    says: 'Ends one of your API tokens.',
    calls: ['tokenDelete'],
    flags: { yes },
    async run(cli, args, flags) {
      const token = await tokenId(cli, args.token)
      await ask.confirm(cli.io, { question: `End the token ${args.token}?`, yes: flags.yes })
      await cli.paddock.token.delete({ token })
      cli.answer(null, () => `Ended ${args.token}.`)
    },
  }),
]
