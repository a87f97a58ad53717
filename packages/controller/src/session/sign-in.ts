import type { AnswerOf } from '@paddock/api'
import { Problem, type UserId } from '@paddock/model'
import { type Account, sessions, signInLimit, signIns, type Tx } from '@paddock/store'
import { type AuditFrame, type Outcome, writeAudit } from '../http/audit.ts'
import type { HttpNeeds } from '../http/needs.ts'
import { oneByOne } from './one-by-one.ts'
import { passwordIs } from './password.ts'
import { newToken, tokenHash } from './token.ts'
import { meView } from './view.ts'

export type SignInAnswer = AnswerOf<'sessionCreate'>

/** One attempt to sign in. */
export interface Attempt {
  readonly account: Account
  readonly password: string
  readonly audit: AuditFrame
  readonly agent: string
}

/**
 * Makes what signs people in.
 *
 * An account that does not exist costs as much, is locked alike and is refused in the same words as one that does.
 */
export function signInWith(needs: HttpNeeds): (attempt: Attempt) => Promise<SignInAnswer> {
  const inTurn = oneByOne()
  return attempt => inTurn(`${attempt.account.tenant ?? ''}/${attempt.account.email}`, () => signIn(needs, attempt))
}

/** @throws Problem `wrong-credentials`, `too-many-attempts` */
async function signIn(needs: HttpNeeds, { account, password, audit, agent }: Attempt): Promise<SignInAnswer> {
  const { database, clock } = needs
  const now = clock()
  const { shut, person } = await database.ofEveryone(async tx => ({
    shut: await signIns.shutUntil(tx, account, now),
    person: await signIns.person(tx, account),
  }))
  const right = shut === null && (await passwordIs(password, person?.password_hash))
  if (person && right) return database.ofEveryone(tx => begin(needs, tx, { account, audit, agent, user: person.id }))
  const code = shut === null ? 'wrong-credentials' : 'too-many-attempts'
  await database.ofEveryone(async tx => {
    if (shut === null) await signIns.failed(tx, account, now)
    const tenant = account.tenant === null ? undefined : await signIns.tenantOf(tx, account.tenant)
    await writeAudit(tx, audit, { ...refused(account), tenant: tenant?.id ?? null, code })
  })
  if (shut === null)
    throw new Problem('wrong-credentials', 'E-mail address or password is wrong. Check both, and try again.')
  const minutes = Math.ceil((shut.getTime() - now.getTime()) / 60_000)
  throw new Problem(
    'too-many-attempts',
    `After ${signInLimit.attempts} wrong passwords this account stays shut for ${signInLimit.minutes} minutes. Try again in ${minutes}.`,
  )
}

const refused = (account: Account): Omit<Outcome, 'tenant' | 'code'> => ({
  actor: null,
  subject: { kind: 'account', id: account.email, name: account.email },
  outcome: 'refused',
})

async function begin(
  needs: HttpNeeds,
  tx: Tx,
  { account, audit, agent, user }: Omit<Attempt, 'password'> & { user: UserId },
): Promise<SignInAnswer> {
  const now = needs.clock()
  const token = newToken(needs.random)
  const id = needs.newId<'session'>()
  const expiresAt = new Date(now.getTime() + needs.settings.sessionHours * 3_600_000)
  const { tenant_id } = await tx
    .selectFrom('users')
    .select('tenant_id')
    .where('id', '=', user)
    .executeTakeFirstOrThrow()
  await sessions.insert(tx, {
    id,
    token_hash: tokenHash(token),
    user_id: user,
    tenant_id,
    address: audit.address,
    agent,
    created_at: now,
    last_used_at: now,
    expires_at: expiresAt,
  })
  await signIns.succeeded(tx, account, user, now)
  const signedIn = await sessions.byId(tx, id, now)
  if (!signedIn) throw new Problem('wrong-credentials', 'This person may not sign in any more.')
  await writeAudit(tx, audit, {
    actor: signedIn.caller,
    tenant: signedIn.caller.tenant,
    subject: { kind: 'session', id, name: account.email },
    outcome: 'done',
    code: null,
  })
  return { token, me: meView(signedIn) }
}
