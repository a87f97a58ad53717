import { sessions, signIns } from '@paddock/store'
import type { HttpNeeds } from '../http/needs.ts'
import type { Handlers } from '../route.ts'
import { hashPassword } from '../session/password.ts'
import { demandStrong } from '../session/strength.ts'
import { proveAgain } from './prove-again.ts'

export function passwordRoutes(needs: HttpNeeds): Handlers<'passwordChange'> {
  return {
    async passwordChange({ caller, session, body, change, about }) {
      about({ kind: 'user', id: caller.user, name: caller.name })
      await proveAgain(needs, session, body.currentPassword)
      demandStrong(body.password, [session.email, caller.name, session.tenant?.slug ?? null])
      // Before the transaction: hashing takes long on purpose.
      const passwordHash = await hashPassword(body.password)
      return change(async tx => {
        await signIns.changePassword(tx, caller.user, passwordHash)
        await sessions.endAllOf(tx, caller.user, session.session)
        return undefined
      })
    },
  }
}
