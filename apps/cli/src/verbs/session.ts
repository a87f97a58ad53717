import { everyOne } from '../find/find.ts'
import { limit } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { showSessions } from '../show/session.ts'

export const sessionVerbs = [
  verb('session list', {
    says: 'Lists where you are signed in.',
    calls: ['sessionList'],
    flags: { limit },
    async run(cli, _, flags) {
      const items = await everyOne(cli.paddock.session.listAll(), one => one, flags.limit)
      cli.answer({ items, nextCursor: null }, () => showSessions(items))
    },
  }),
  verb('session end <session>', {
    says: 'Ends one of your sessions, with what is open in it.',
    calls: ['sessionEnd'],
    async run(cli, { session }) {
      await cli.paddock.session.end({ session })
      cli.answer(null, () => 'Ended.')
    },
  }),
  verb('session end-others', {
    says: 'Ends all of your sessions but this one.',
    calls: ['sessionEndOthers'],
    async run(cli) {
      await cli.paddock.session.endOthers()
      cli.answer(null, () => 'Ended all other sessions.')
    },
  }),
]
