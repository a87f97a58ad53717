import { everyOne } from '../find/find.ts'
import { limit } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { table } from '../show/table.ts'
import { ago, plain } from '../show/text.ts'

export const mailVerbs = [
  verb('mail list', {
    says: 'Lists the letters that the installation sends.',
    calls: ['mailList'],
    flags: { limit },
    async run(cli, _, flags) {
      const items = await everyOne(cli.paddock.mail.listAll(), one => one, flags.limit)
      cli.answer({ items, nextCursor: null }, () =>
        table(
          items,
          [
            ['TO', one => one.to],
            ['SUBJECT', one => one.subject],
            ['STATE', one => one.state],
            ['WRITTEN', one => ago(one.createdAt)],
            ['TROUBLE', one => one.trouble ?? ''],
            ['ID', one => one.id],
          ],
          'No letters.',
        ),
      )
    },
  }),
  verb('mail open <mail>', {
    says: 'Shows what a letter says, where no mail server is set.',
    calls: ['mailOpen'],
    async run(cli, { mail }) {
      const letter = await cli.paddock.mail.open({ mail })
      cli.answer(letter, () => plain(letter.text))
    },
  }),
]
