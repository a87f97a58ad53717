import { turnedOn } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { facts } from '../show/table.ts'
import { onOrOff, yesNo } from '../show/text.ts'
import * as ask from '../sign-in/ask.ts'

const passwordStdin = turnedOn('--password-stdin', 'read your password from stdin')
const question = 'Your password'

export const totpVerbs = [
  verb('totp show', {
    says: 'Tells whether you sign in with a second factor.',
    calls: ['totpGet'],
    async run(cli) {
      const totp = await cli.paddock.totp.get()
      cli.answer(totp, () =>
        facts([
          ['Second factor', onOrOff(totp.on)],
          ['Asked for by the tenant', yesNo(totp.required)],
          ['Recovery codes left', totp.recoveryCodesLeft],
        ]),
      )
    },
  }),
  verb('totp begin', {
    says: 'Begins to set up a second factor, and prints its secret this once.',
    calls: ['totpBegin'],
    flags: { passwordStdin },
    async run(cli, _, flags) {
      const password = await ask.password(cli.io, { fromStdin: flags.passwordStdin === true, question })
      const begun = await cli.paddock.totp.begin({ password })
      cli.note('Put it into your device, then run: paddock totp confirm CODE')
      cli.answer(begun, () => `${begun.secret}\n${begun.uri}`)
    },
  }),
  verb('totp confirm <code>', {
    says: 'Turns your second factor on, and prints the recovery codes this once.',
    calls: ['totpConfirm'],
    async run(cli, { code }) {
      const { recoveryCodes } = await cli.paddock.totp.confirm({ code })
      cli.note('Keep these: each lets you in once, without your device.')
      cli.answer({ recoveryCodes }, () => recoveryCodes.join('\n'))
    },
  }),
  verb('totp renew', {
    says: 'Makes new recovery codes in place of the old ones, and prints them this once.',
    calls: ['totpRenew'],
    flags: { passwordStdin },
    async run(cli, _, flags) {
      const password = await ask.password(cli.io, { fromStdin: flags.passwordStdin === true, question })
      const { recoveryCodes } = await cli.paddock.totp.renew({ password })
      cli.answer({ recoveryCodes }, () => recoveryCodes.join('\n'))
    },
  }),
  verb('totp end', {
    says: 'Turns your second factor off.',
    calls: ['totpEnd'],
    flags: { passwordStdin },
    async run(cli, _, flags) {
      const password = await ask.password(cli.io, { fromStdin: flags.passwordStdin === true, question })
      await cli.paddock.totp.end({ password })
      cli.answer(null, () => 'You sign in with your password alone.')
    },
  }),
]
