import { createPaddock, type Me, PaddockProblem } from '@paddock/sdk'
import manifest from '../../package.json' with { type: 'json' }
import { text, turnedOn } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { facts } from '../show/table.ts'
import * as ask from '../sign-in/ask.ts'
import { defaultUrl, type Profile, readProfiles, whereToAsk, writeProfiles } from '../sign-in/profiles.ts'
import { given } from './given.ts'

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

export const signInVerbs = [
  verb('login [url]', {
    says: 'Signs in, and remembers it for the commands that follow.',
    more: 'What is not given is asked for. Leave --tenant empty to sign in as an operator of the installation.',
    calls: ['sessionCreate', 'sessionGet'],
    flags: {
      tenant: text('--tenant <slug>', 'the tenant; empty for operators'),
      email: text('--email <address>', 'your e-mail address'),
      passwordStdin: turnedOn('--password-stdin', 'read the password from stdin'),
      code: text('--code <code>', 'six digits of your second factor, or a recovery code'),
      token: turnedOn('--token', 'sign in with an API token, which is read from stdin or asked for'),
    },
    async run(cli, args, flags) {
      const saved = readProfiles(cli.io)
      const name = cli.profileName ?? saved.current
      const before = saved.profiles[name]
      const url = (args.url ?? cli.url ?? before?.url ?? defaultUrl).replace(/\/+$/, '')
      const { protocol, hostname } = URL.parse(url) ?? {}
      if (protocol === 'http:' && !loopback.test(hostname ?? ''))
        cli.note(`What you sign in with goes to ${url} unencrypted.`)
      const remember = (profile: Profile) =>
        writeProfiles(cli.io, { current: name, profiles: { ...saved.profiles, [name]: profile } })
      const say = (me: Me) =>
        cli.answer(
          me,
          () => `Signed in at ${url} as ${me.user.name}${me.tenant ? ` of ${me.tenant.name}` : ', operator'}.`,
        )
      if (flags.token) {
        const token = await ask.secret(cli.io, 'API token')
        const me = await createPaddock({ baseUrl: url, token }).session.get({}, { signal: cli.signal })
        remember({ url, token, tenant: me.tenant?.slug ?? null, email: me.user.email })
        return say(me)
      }
      const tenant = await ask.text(cli.io, flags.tenant ?? (flags.email === undefined ? undefined : ''), {
        question: `Tenant at ${url} (empty for operators)`,
        flag: '--tenant',
      })
      const email = await ask.text(cli.io, flags.email, { question: 'E-mail address', flag: '--email' })
      const password = await ask.password(cli.io, { fromStdin: flags.passwordStdin === true, question: 'Password' })
      const signIn = (code: string | undefined) =>
        createPaddock({ baseUrl: url }).session.create(
          { ...(tenant === '' ? {} : { tenant }), email, password, ...given({ code }) },
          { signal: cli.signal, headers: { 'user-agent': `paddock-cli/${manifest.version} (${process.platform})` } },
        )
      const { token, me } = await signIn(flags.code).catch(async problem => {
        if (!(problem instanceof PaddockProblem && problem.code === 'code-needed')) throw problem
        return signIn(await ask.text(cli.io, undefined, { question: 'Code of your second factor', flag: '--code' }))
      })
      remember({ url, token, tenant: tenant === '' ? null : tenant, email })
      say(me)
    },
  }),
  verb('logout', {
    says: 'Signs out, here and at the installation.',
    calls: ['sessionDelete'],
    async run(cli) {
      try {
        await cli.paddock.session.delete()
      } catch (error) {
        // A session that is over already needs no end, and a token keeps its own: both are only forgotten.
        if (!(error instanceof PaddockProblem && ['not-signed-in', 'not-in-person'].includes(error.code))) throw error
      }
      const saved = readProfiles(cli.io)
      const name = cli.profileName ?? saved.current
      const profile = saved.profiles[name]
      if (profile)
        writeProfiles(cli.io, { ...saved, profiles: { ...saved.profiles, [name]: { ...profile, token: null } } })
      cli.answer(null, () => 'Signed out.')
    },
  }),
  verb('whoami', {
    says: 'Tells who is signed in and what they may do.',
    calls: ['sessionGet'],
    async run(cli) {
      const me = await cli.paddock.session.get()
      const { url } = whereToAsk(cli.io, cli.profileName, cli.url)
      cli.answer(me, () =>
        facts([
          ['Person', `${me.user.name} <${me.user.email}>`],
          ['Tenant', me.tenant ? `${me.tenant.name} (${me.tenant.slug})` : null],
          ['Role', me.operator ? 'operator' : me.role],
          ['Projects', me.projects.map(({ name, role }) => `${name} (${role})`).join(', ')],
          ['May', me.permissions.join(', ')],
          ['Signed in at', `${url}, until ${me.expiresAt}`],
        ]),
      )
    },
  }),
]
