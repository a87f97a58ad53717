import { turnedOn } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import * as ask from '../sign-in/ask.ts'

export const passwordVerbs = [
  verb('password change', {
    says: 'Changes your password, and ends your other sessions.',
    more: 'From stdin it reads the old password on the first line and the new one on the second.',
    calls: ['passwordChange'],
    flags: { passwordStdin: turnedOn('--password-stdin', 'read both passwords from stdin') },
    async run(cli, _, flags) {
      const fromStdin = flags.passwordStdin === true
      const first = await ask.password(cli.io, { fromStdin, question: 'Your password' })
      const [currentPassword = '', piped = ''] = fromStdin ? first.split(/\r?\n/) : [first]
      const password = fromStdin ? piped : await ask.password(cli.io, { fromStdin, question: 'The new password' })
      await cli.paddock.password.change({ currentPassword, password })
      cli.answer(null, () => 'Changed. Your other sessions have ended.')
    },
  }),
]
