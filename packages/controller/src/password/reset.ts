import { setTimeout } from 'node:timers/promises'
import { Problem } from '@paddock/model'
import { accountGuard, guards, passwordResets, sessions, signIns } from '@paddock/store'
import type { HttpNeeds } from '../http/needs.ts'
import { openly } from '../http/openly.ts'
import { resetLetter } from '../mail/letter.ts'
import { queueMail } from '../mail/queue.ts'
import type { OpenHandlers } from '../route.ts'
import { hashPassword } from '../session/password.ts'
import { demandStrong } from '../session/strength.ts'
import { newToken, tokenHash } from '../session/token.ts'

const goodForMs = 3_600_000
/** So long every answer takes: writing a letter takes less, and nobody tells from the time whether one was written. */
const answerMs = 250
/** So long nobody is sent another letter. */
const restMs = 120_000

/** A forgotten password: a letter with a link, and what the link is good for. */
export function resetRoutes(needs: HttpNeeds): Pick<OpenHandlers, 'passwordForgot' | 'passwordReset'> {
  return {
    async passwordForgot({ body: { tenant = null, email }, audit }) {
      const rested = setTimeout(answerMs)
      const now = needs.clock()
      const until = new Date(now.getTime() + goodForMs)
      await openly(needs, audit, async (tx, tell) => {
        tell({ subject: { kind: 'account', id: email, name: email } })
        if (tenant !== null) tell({ tenant: (await signIns.tenantOf(tx, tenant))?.id ?? null })
        const person = await signIns.person(tx, { tenant, email })
        // Whoever comes by another way has no password to forget. All are answered alike: who asks is not told which accounts there are.
        if (!person?.password_hash || (await passwordResets.sentSince(tx, person.id, new Date(now.getTime() - restMs))))
          return
        const secret = newToken(needs.random)
        const { id: user_id, tenant_id } = person
        const row = { secret_hash: tokenHash(secret), user_id, tenant_id, created_at: now, expires_at: until }
        await passwordResets.insert(tx, row)
        const letter = resetLetter(email, { link: `${needs.ownUrl()}/new-password#${secret}`, until })
        await queueMail(needs, tx, { letter, tenant: tenant_id, until })
      })
      needs.wakeMail()
      await rested
      return undefined
    },
    async passwordReset({ body, audit }) {
      // Before the transaction: hashing takes long on purpose.
      const passwordHash = await hashPassword(body.password)
      return openly(needs, audit, async (tx, tell) => {
        const person = await passwordResets.behind(tx, tokenHash(body.secret), needs.clock())
        if (!person) throw new Problem('not-found', 'This link was used, or is too old. Ask for another.')
        const { id: user, name, email, tenant } = person
        tell({ actor: { user, name }, tenant: person.tenant_id, subject: { kind: 'user', id: user, name } })
        demandStrong(body.password, [email, name, tenant])
        await signIns.changePassword(tx, user, passwordHash)
        await sessions.endAllOf(tx, user)
        await guards.lift(tx, accountGuard({ tenant, email }))
        return { tenant, email }
      })
    },
  }
}
