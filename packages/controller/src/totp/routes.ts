import { Problem } from '@paddock/model'
import { accountGuard, doors, guards, totps } from '@paddock/store'
import type { HttpNeeds } from '../http/needs.ts'
import { proveAgain } from '../password/prove-again.ts'
import type { Handlers } from '../route.ts'
import { demandUnshut } from '../session/guessing.ts'
import { newRecoveryCodes, newSecret, recoveryHash, stepOf, uriOf } from './code.ts'
import { aboutTotp } from './take.ts'

const isOn = () => new Problem('not-now', 'You sign in with a second factor already. Turn it off first.')

type TotpEndpoint = 'totpGet' | 'totpBegin' | 'totpConfirm' | 'totpEnd' | 'totpRenew'

export function totpRoutes(needs: HttpNeeds): Handlers<TotpEndpoint> {
  const { secrets, clock, random, database } = needs
  return {
    totpGet: ({ caller, read }) =>
      read(async tx => {
        const [row, required] = [await totps.of(tx, caller.user), await doors.asksForTotp(tx, caller.tenant)]
        const on = (row?.confirmed_at ?? null) !== null
        return { on, required, recoveryCodesLeft: on ? (row?.recovery_hashes.length ?? 0) : 0 }
      }),
    async totpBegin({ caller, session, body, change, about }) {
      about({ kind: 'user', id: caller.user, name: caller.name })
      await proveAgain(needs, session, body.password)
      const secret = newSecret(random)
      return change(async tx => {
        if ((await totps.of(tx, caller.user, { lock: true }))?.confirmed_at) throw isOn()
        const sealed_secret = secrets.seal(secret, aboutTotp(caller.user))
        await totps.begin(tx, { user_id: caller.user, tenant_id: caller.tenant, sealed_secret })
        return { secret, uri: uriOf(secret, session.email) }
      })
    },
    async totpConfirm({ caller, session, body, change, about }) {
      about({ kind: 'user', id: caller.user, name: caller.name })
      const guard = accountGuard({ tenant: session.tenant?.slug ?? null, email: session.email })
      try {
        return await change(async tx => {
          await demandUnshut(tx, [guard], clock())
          const row = await totps.of(tx, caller.user, { lock: true })
          if (!row) throw new Problem('not-now', 'Begin to set up a second factor first.')
          if (row.confirmed_at) throw isOn()
          const secret = secrets.open(row.sealed_secret, aboutTotp(caller.user))
          const step = stepOf(secret, body.code, { now: clock(), after: row.last_step })
          if (step === null) throw new Problem('wrong-credentials', 'The code is wrong, or too old. Type the newest.')
          const recoveryCodes = newRecoveryCodes(random)
          await totps.update(tx, caller.user, {
            confirmed_at: clock(),
            last_step: step,
            recovery_hashes: recoveryCodes.map(recoveryHash),
          })
          return { recoveryCodes }
        })
      } catch (refusal) {
        if (refusal instanceof Problem && refusal.code === 'wrong-credentials')
          await database.ofEveryone(tx => guards.failed(tx, guard, clock()))
        throw refusal
      }
    },
    async totpEnd({ caller, session, body, change, about }) {
      about({ kind: 'user', id: caller.user, name: caller.name })
      await proveAgain(needs, session, body.password)
      return change(async tx => {
        if (await doors.asksForTotp(tx, caller.tenant))
          throw new Problem('not-now', 'Your tenant asks everybody for a second factor, so yours stays on.')
        await totps.remove(tx, caller.user)
        return undefined
      })
    },
    async totpRenew({ caller, session, body, change, about }) {
      about({ kind: 'user', id: caller.user, name: caller.name })
      await proveAgain(needs, session, body.password)
      return change(async tx => {
        if (!(await totps.of(tx, caller.user, { lock: true }))?.confirmed_at)
          throw new Problem('not-now', 'You have no second factor yet. Set it up first.')
        const recoveryCodes = newRecoveryCodes(random)
        await totps.update(tx, caller.user, { recovery_hashes: recoveryCodes.map(recoveryHash) })
        return { recoveryCodes }
      })
    },
  }
}
