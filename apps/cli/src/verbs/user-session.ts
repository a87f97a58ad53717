import { everyOne, userId } from '../find/find.ts'
import { limit, yes } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { showSessions } from '../show/session.ts'
import * as ask from '../sign-in/ask.ts'

/** What an administrator does about other people's sign-in. */
export const userSessionVerbs = [
  verb('user unlock <user>', {
    says: 'Lets a person try again who was shut out by wrong passwords.',
    calls: ['userUnlock'],
    async run(cli, args) {
      const user = await cli.paddock.user.unlock({ user: await userId(cli, args.user) })
      cli.answer(user, () => `${user.name} may try again.`)
    },
  }),
  verb('user end-totp <user>', {
    says: 'Turns off the second factor of a person who has lost it.',
    calls: ['userEndTotp'],
    flags: { yes },
    async run(cli, args, flags) {
      const user = await userId(cli, args.user)
      await ask.confirm(cli.io, { question: `Turn off the second factor of ${args.user}?`, yes: flags.yes })
      await cli.paddock.user.endTotp({ user })
      cli.answer(null, () => `${args.user} signs in without a second factor.`)
    },
  }),
  verb('user sessions <user>', {
    says: 'Lists where a person is signed in.',
    calls: ['userSessions'],
    flags: { limit },
    async run(cli, args, flags) {
      const user = await userId(cli, args.user)
      const items = await everyOne(cli.paddock.user.sessionsAll({ user }), one => one, flags.limit)
      cli.answer({ items, nextCursor: null }, () => showSessions(items))
    },
  }),
  verb('user end-sessions <user>', {
    says: 'Ends all sessions of a person, with what is open in them.',
    calls: ['userEndSessions'],
    flags: { yes },
    async run(cli, args, flags) {
      const user = await userId(cli, args.user)
      await ask.confirm(cli.io, { question: `End all sessions of ${args.user}?`, yes: flags.yes })
      await cli.paddock.user.endSessions({ user })
      cli.answer(null, () => `Ended the sessions of ${args.user}.`)
    },
  }),
]
