import type { UserView } from '@paddock/sdk'
import { everyOne, userId } from '../find/find.ts'
import { key, limit, needed, oneOf, onOff, revision, text, turnedOn, yes } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { facts, table } from '../show/table.ts'
import { ago, onOrOff, yesNo } from '../show/text.ts'
import * as ask from '../sign-in/ask.ts'
import { given, made, seen } from './given.ts'

const show = (user: UserView) =>
  facts([
    ['Person', user.name],
    ['E-mail', user.email],
    ['Role in tenant', user.role ?? 'none: what projects give'],
    ['May sign in', yesNo(!user.disabled)],
    ['Shut out until', user.lockedUntil],
    ['Second factor', onOrOff(user.totpOn)],
    ['Last sign-in', ago(user.lastSignInAt)],
    ['Id', user.id],
    ['Revision', user.revision],
  ])

const role = oneOf('--role <role>', 'role in the whole tenant', ['administrator', 'member', 'viewer', 'none'])
const roleOf = (word: 'administrator' | 'member' | 'viewer' | 'none' | undefined) => (word === 'none' ? null : word)

export const userVerbs = [
  verb('user list', {
    says: 'Lists the people of the tenant.',
    calls: ['userList'],
    flags: { limit },
    async run(cli, _, flags) {
      const items = await everyOne(cli.paddock.user.listAll(), one => one, flags.limit)
      cli.answer({ items, nextCursor: null }, () =>
        table(
          items,
          [
            ['E-MAIL', one => one.email],
            ['NAME', one => one.name],
            ['ROLE', one => one.role ?? ''],
            ['DISABLED', one => (one.disabled ? 'yes' : '')],
            ['LAST SIGN-IN', one => ago(one.lastSignInAt)],
            ['ID', one => one.id],
          ],
          'No people.',
        ),
      )
    },
  }),
  verb('user show <user>', {
    says: 'Shows a person.',
    calls: ['userGet'],
    async run(cli, args) {
      const user = await cli.paddock.user.get({ user: await userId(cli, args.user) })
      cli.answer(user, () => show(user))
    },
  }),
  verb('user create <email>', {
    says: 'Creates a person with a password.',
    calls: ['userCreate'],
    flags: {
      name: needed(text('--name <name>', 'the person’s name')),
      role,
      passwordStdin: turnedOn('--password-stdin', 'read the password from stdin'),
      key,
    },
    async run(cli, { email }, flags) {
      const password = await ask.password(cli.io, {
        fromStdin: flags.passwordStdin === true,
        question: `Password of ${email}`,
      })
      const user = await cli.paddock.user.create(
        { email, name: flags.name, password, ...given({ role: roleOf(flags.role) }) },
        made(cli, flags),
      )
      cli.answer(user, () => show(user))
    },
  }),
  verb('user update <user>', {
    says: 'Changes a person: name, role, password, or whether they may sign in.',
    calls: ['userUpdate'],
    flags: {
      name: text('--name <name>', 'a new name'),
      role,
      disabled: onOff('--disabled <on|off>', 'whether the person’s door is shut'),
      passwordStdin: turnedOn('--password-stdin', 'read a new password from stdin'),
      revision,
    },
    async run(cli, args, flags) {
      const password = flags.passwordStdin ? await ask.password(cli.io, { fromStdin: true, question: '' }) : undefined
      const user = await cli.paddock.user.update(
        {
          user: await userId(cli, args.user),
          ...given({ name: flags.name, role: roleOf(flags.role), disabled: flags.disabled, password }),
        },
        seen(cli, flags),
      )
      cli.answer(user, () => show(user))
    },
  }),
  verb('user delete <user>', {
    says: 'Removes a person who owns no labs.',
    calls: ['userDelete'],
    flags: { revision, yes },
    async run(cli, args, flags) {
      const user = await userId(cli, args.user)
      await ask.confirm(cli.io, { question: `Remove ${args.user}?`, yes: flags.yes })
      await cli.paddock.user.delete({ user }, seen(cli, flags))
      cli.answer(null, () => `Removed ${args.user}.`)
    },
  }),
]
