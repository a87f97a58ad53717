import { needed, text, turnedOn } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import * as ask from '../sign-in/ask.ts'
import { given, secretOf } from './given.ts'

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
  verb('password forgot', {
    says: 'Has a link for a new password sent to you.',
    calls: ['passwordForgot'],
    flags: {
      tenant: text('--tenant <slug>', 'the tenant; left out by operators'),
      email: needed(text('--email <address>', 'your e-mail address')),
    },
    async run(cli, _, { tenant, email }) {
      await cli.paddock.password.forgot({ email, ...given({ tenant }) })
      cli.answer(null, () => `If there is such an account, a letter is on its way to ${email}.`)
    },
  }),
  verb('password reset <link>', {
    says: 'Sets a new password by the link of a letter.',
    calls: ['passwordReset'],
    flags: { passwordStdin: turnedOn('--password-stdin', 'read the new password from stdin') },
    async run(cli, { link }, flags) {
      const fromStdin = flags.passwordStdin === true
      const password = await ask.password(cli.io, { fromStdin, question: 'The new password' })
      const account = await cli.paddock.password.reset({ secret: secretOf(link), password })
      cli.answer(account, () => `${account.email} has a new password, and is signed in nowhere any more.`)
    },
  }),
]
