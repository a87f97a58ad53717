import { everyOne, invitationId } from '../find/find.ts'
import { key, limit, needed, oneOf, text, turnedOn, yes } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { table } from '../show/table.ts'
import { ago } from '../show/text.ts'
import * as ask from '../sign-in/ask.ts'
import { given, made, secretOf } from './given.ts'

export const invitationVerbs = [
  verb('invitation list', {
    says: 'Lists the invitations that nobody has accepted.',
    calls: ['invitationList'],
    flags: { limit },
    async run(cli, _, flags) {
      const items = await everyOne(cli.paddock.invitation.listAll(), one => one, flags.limit)
      cli.answer({ items, nextCursor: null }, () =>
        table(
          items,
          [
            ['E-MAIL', one => one.email],
            ['NAME', one => one.name],
            ['ROLE', one => one.role ?? ''],
            ['BY', one => one.invitedBy],
            ['SENT', one => ago(one.createdAt)],
            ['EXPIRES', one => one.expiresAt],
            ['ID', one => one.id],
          ],
          'No invitations.',
        ),
      )
    },
  }),
  verb('invitation create <email>', {
    says: 'Invites somebody by mail, who then chooses a password.',
    calls: ['invitationCreate'],
    flags: {
      name: needed(text('--name <name>', 'the person’s name')),
      role: oneOf('--role <role>', 'role in the whole tenant', ['administrator', 'member', 'viewer']),
      key,
    },
    async run(cli, { email }, flags) {
      const invitation = await cli.paddock.invitation.create(
        { email, name: flags.name, ...given({ role: flags.role }) },
        made(cli, flags),
      )
      cli.answer(invitation, () => `A letter is on its way to ${email}.`)
    },
  }),
  verb('invitation delete <invitation>', {
    says: 'Takes an invitation back: its link is over.',
    calls: ['invitationDelete'],
    flags: { yes },
    async run(cli, args, flags) {
      const invitation = await invitationId(cli, args.invitation)
      await ask.confirm(cli.io, { question: `Take the invitation of ${args.invitation} back?`, yes: flags.yes })
      await cli.paddock.invitation.delete({ invitation })
      cli.answer(null, () => `The invitation of ${args.invitation} is over.`)
    },
  }),
  verb('invitation accept <link>', {
    says: 'Accepts an invitation: makes your account, with a password of your own.',
    calls: ['invitationLook', 'invitationAccept'],
    flags: { passwordStdin: turnedOn('--password-stdin', 'read the password from stdin') },
    async run(cli, { link }, flags) {
      const secret = secretOf(link)
      const { tenant, email } = await cli.paddock.invitation.look({ secret })
      const password = await ask.password(cli.io, {
        fromStdin: flags.passwordStdin === true,
        question: `A password for ${email} at ${tenant.name}`,
      })
      const account = await cli.paddock.invitation.accept({ secret, password })
      cli.answer(account, () => `Sign in: paddock login --tenant ${account.tenant} --email ${account.email}`)
    },
  }),
]
