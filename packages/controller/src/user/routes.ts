import {
  accountGuard,
  checkRevision,
  demandEverywhere,
  guards,
  sessions,
  totps,
  type UserRow,
  users,
} from '@paddock/store'
import { viewPage } from '../http/page.ts'
import type { Needs } from '../needs.ts'
import type { Handlers } from '../route.ts'
import { hashPassword } from '../session/password.ts'
import { demandStrong } from '../session/strength.ts'
import { sessionView } from '../session/view.ts'
import { deleteUser } from './delete.ts'
import { demandNotAbove } from './not-above.ts'
import { updateUser } from './update.ts'
import { userView } from './view.ts'

const subject = (user: UserRow) => ({ kind: 'user', id: user.id, name: user.name })

type UserEndpoint =
  | 'userList'
  | 'userCreate'
  | 'userGet'
  | 'userUpdate'
  | 'userDelete'
  | 'userUnlock'
  | 'userEndTotp'
  | 'userSessions'
  | 'userEndSessions'

export function userRoutes({ newId, clock }: Needs): Handlers<UserEndpoint> {
  const show = (user: UserRow) => userView(user, clock())
  return {
    userList: ({ caller, query, read }) => read(async tx => viewPage(await users.page(tx, caller, query), show)),
    async userCreate({ caller, session, body: { password, ...body }, change, about }) {
      demandStrong(password, [body.email, body.name, session.tenant?.slug ?? null])
      const password_hash = await hashPassword(password)
      return change(async tx => {
        demandEverywhere(caller, 'user.manage')
        demandNotAbove(caller, [body.role])
        const id = newId<'user'>()
        const row = { id, tenant_id: caller.tenant, password_hash, created_at: clock(), ...body }
        const user = await users.insert(tx, row)
        about(subject(user))
        return show(user)
      })
    },
    userGet: ({ caller, params, read }) =>
      read(async tx => show(await users.one(tx, caller, params.user, 'user.view'))),
    async userUpdate({ caller, session, params, body: { password, ...body }, revision, change, about }) {
      const passwordHash = password === undefined ? undefined : await hashPassword(password)
      return change(async tx => {
        const user = await users.one(tx, caller, params.user, 'user.manage', { lock: true })
        about(subject(user))
        checkRevision(user, revision)
        demandNotAbove(caller, [user.role, body.role])
        if (password !== undefined) demandStrong(password, [user.email, user.name, session.tenant?.slug ?? null])
        return show(await updateUser(tx, user, { ...body, passwordHash }))
      })
    },
    userDelete: ({ caller, params, revision, change, about }) =>
      change(async tx => {
        const user = await users.one(tx, caller, params.user, 'user.manage', { lock: true })
        about(subject(user))
        checkRevision(user, revision)
        demandNotAbove(caller, [user.role])
        await deleteUser(tx, user)
        return undefined
      }),
    userUnlock: ({ caller, params, session, change, about }) =>
      change(async tx => {
        const user = await users.one(tx, caller, params.user, 'user.manage', { lock: true })
        about(subject(user))
        await guards.lift(tx, accountGuard({ tenant: session.tenant?.slug ?? null, email: user.email }))
        return show({ ...user, shut_until: null })
      }),
    userEndTotp: ({ caller, params, change, about }) =>
      change(async tx => {
        const user = await users.one(tx, caller, params.user, 'user.manage', { lock: true })
        about(subject(user))
        demandNotAbove(caller, [user.role])
        await totps.remove(tx, user.id)
        return undefined
      }),
    userSessions: ({ caller, params, session, query, read }) =>
      read(async tx => {
        const user = await users.one(tx, caller, params.user, 'user.manage')
        return viewPage(await sessions.page(tx, user.id, { ...query, now: clock() }), sessionView(session.session))
      }),
    userEndSessions: ({ caller, params, change, about }) =>
      change(async tx => {
        const user = await users.one(tx, caller, params.user, 'user.manage')
        about(subject(user))
        await sessions.endAllOf(tx, user.id)
        return undefined
      }),
  }
}
