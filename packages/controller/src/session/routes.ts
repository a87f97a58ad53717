import { sessions } from '@paddock/store'
import type { HttpNeeds } from '../http/needs.ts'
import { viewPage } from '../http/page.ts'
import { acceptRoutes } from '../invitation/accept.ts'
import { resetRoutes } from '../password/reset.ts'
import type { Handlers, OpenHandlers } from '../route.ts'
import { waySignIn } from '../way/sign-in.ts'
import { signInWith } from './sign-in.ts'
import { meView, sessionView } from './view.ts'

export function openRoutes(needs: HttpNeeds): OpenHandlers {
  const signIn = signInWith(needs)
  return {
    ...acceptRoutes(needs),
    ...resetRoutes(needs),
    ...waySignIn(needs),
    async sessionCreate({ body: { tenant, email, password, code }, audit, agent, keepToken }) {
      const answer = await signIn({ account: { tenant: tenant ?? null, email }, password, code, audit, agent })
      keepToken({ value: answer.token, expiresAt: new Date(answer.me.expiresAt) })
      return answer
    },
  }
}

type SessionEndpoint = 'sessionGet' | 'sessionDelete' | 'sessionList' | 'sessionEnd' | 'sessionEndOthers'

export function sessionRoutes({ clock, settings }: Pick<HttpNeeds, 'clock' | 'settings'>): Handlers<SessionEndpoint> {
  return {
    sessionGet: async ({ session }) => meView(session, settings),
    async sessionDelete({ session, change, about, keepToken }) {
      await change(async tx => {
        about({ kind: 'session', id: session.session, name: session.email })
        await sessions.end(tx, session.session)
      })
      keepToken(null)
    },
    sessionList: ({ caller, session, query, read }) =>
      read(async tx =>
        viewPage(await sessions.page(tx, caller.user, { ...query, now: clock() }), sessionView(session.session)),
      ),
    sessionEnd: ({ caller, params, change, about }) =>
      change(async tx => {
        about({ kind: 'session', id: params.session, name: caller.name })
        await sessions.endOf(tx, caller.user, params.session)
        return undefined
      }),
    sessionEndOthers: ({ caller, session, change, about }) =>
      change(async tx => {
        about({ kind: 'user', id: caller.user, name: caller.name })
        await sessions.endAllOf(tx, caller.user, session.session)
        return undefined
      }),
  }
}
