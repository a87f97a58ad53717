import { everyOne, userId } from '../find/find.ts'
import { limit, text } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { table } from '../show/table.ts'
import { given } from './given.ts'

export const auditVerbs = [
  verb('audit list', {
    says: 'Lists who did what, newest first.',
    more: 'Shows the newest 50 unless --limit says otherwise.',
    calls: ['auditList'],
    flags: {
      action: text('--action <action>', 'only this action, such as lab.start'),
      actor: text('--actor <user>', 'only what this person did'),
      subject: text('--subject <id>', 'only what was done to this'),
      limit,
    },
    async run(cli, _, flags) {
      const actor = flags.actor === undefined ? undefined : await userId(cli, flags.actor)
      const asked = given({ action: flags.action, actor, subject: flags.subject })
      const items = await everyOne(cli.paddock.audit.listAll(asked), one => one, flags.limit ?? 50)
      cli.answer({ items, nextCursor: null }, () =>
        table(
          items,
          [
            ['AT', one => one.at],
            ['WHO', one => one.actor?.name ?? ''],
            ['ACTION', one => one.action],
            ['TO', one => one.subject?.name ?? ''],
            ['OUTCOME', one => (one.code === null ? one.outcome : `${one.outcome}: ${one.code}`)],
            ['FROM', one => one.address],
            ['REQUEST', one => one.requestId],
          ],
          'Nothing yet.',
        ),
      )
    },
  }),
]
