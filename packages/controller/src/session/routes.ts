import { sessions } from '@paddock/store'
import type { HttpNeeds } from '../http/needs.ts'
import type { Handlers, OpenHandlers } from '../route.ts'
import { signInWith } from './sign-in.ts'
import { meView } from './view.ts'

export function openRoutes(needs: HttpNeeds): OpenHandlers {
  const signIn = signInWith(needs)
  return {
    async sessionCreate({ body: { tenant, email, password }, audit, keepToken }) {
      const answer = await signIn({ account: { tenant: tenant ?? null, email }, password, audit })
      keepToken({ value: answer.token, expiresAt: new Date(answer.me.expiresAt) })
      return answer
    },
  }
}

export function sessionRoutes(): Handlers<'sessionGet' | 'sessionDelete'> {
  return {
    sessionGet: async ({ session }) => meView(session),
    async sessionDelete({ session, change, about, keepToken }) {
      await change(async tx => {
        about({ kind: 'session', id: session.session, name: session.email })
        await sessions.end(tx, session.session)
      })
      keepToken(null)
    },
  }
}
