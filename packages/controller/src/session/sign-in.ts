import type { AnswerOf } from '@paddock/api'
import { Problem, type UserId } from '@paddock/model'
import { type Account, accountGuard, guards, signIns, type Tx } from '@paddock/store'
import { type AuditFrame, type Outcome, writeAudit } from '../http/audit.ts'
import type { HttpNeeds } from '../http/needs.ts'
import { takeCode } from '../totp/take.ts'
import { beginSession } from './begin.ts'
import { addressGuard, demandUnshut } from './guessing.ts'
import { oneByOne } from './one-by-one.ts'
import { passwordIs } from './password.ts'
import { meView } from './view.ts'

export type SignInAnswer = AnswerOf<'sessionCreate'>

/** One attempt to sign in. */
export interface Attempt {
  readonly account: Account
  readonly password: string
  readonly code: string | undefined
  readonly audit: AuditFrame
  readonly agent: string
}

/**
 * Makes what signs people in.
 *
 * An account that does not exist costs as much, is shut alike and is refused in the same words as one that does.
 */
export function signInWith(needs: HttpNeeds): (attempt: Attempt) => Promise<SignInAnswer> {
  const inTurn = oneByOne()
  return attempt => inTurn(`${attempt.account.tenant ?? ''}/${attempt.account.email}`, () => signIn(needs, attempt))
}

/** @throws Problem `wrong-credentials`, `code-needed`, `too-many-attempts` */
async function signIn(needs: HttpNeeds, attempt: Attempt): Promise<SignInAnswer> {
  const { account, audit } = attempt
  const { database } = needs
  try {
    const user = await proven(needs, attempt)
    return await database.ofEveryone(tx => begin(needs, tx, { ...attempt, user }))
  } catch (refusal) {
    if (!(refusal instanceof Problem)) throw refusal
    await database.ofEveryone(async tx => {
      const tenant = account.tenant === null ? undefined : await signIns.tenantOf(tx, account.tenant)
      await writeAudit(tx, audit, { ...refused(account), tenant: tenant?.id ?? null, code: refusal.code })
    })
    throw refusal
  }
}

/** Who it is, once they have proved it. What was guessed wrong is counted. */
async function proven(needs: HttpNeeds, { account, password, code, audit }: Attempt): Promise<UserId> {
  const { database } = needs
  const now = needs.clock()
  const doors = [accountGuard(account), addressGuard(audit.address)]
  const person = await database.ofEveryone(async tx => {
    await demandUnshut(tx, doors, now)
    return signIns.person(tx, account)
  })
  const right = await passwordIs(password, person?.password_hash ?? undefined)
  const second =
    person && right ? await database.ofEveryone(tx => takeCode(needs, tx, { user: person.id, code })) : 'wrong'
  if (person && (second === 'taken' || second === 'not-asked')) return person.id
  if (second === 'missing')
    throw new Problem('code-needed', 'Type the six digits that your device shows, or one of your recovery codes.')
  await database.ofEveryone(async tx => {
    for (const door of doors) await guards.failed(tx, door, now)
  })
  if (right)
    throw new Problem(
      'wrong-credentials',
      'The code is wrong, too old, or was used. Type the newest, or a recovery code.',
    )
  throw new Problem('wrong-credentials', 'E-mail address or password is wrong. Check both, and try again.')
}

const refused = (account: Account): Omit<Outcome, 'tenant' | 'code'> => ({
  actor: null,
  subject: { kind: 'account', id: account.email, name: account.email },
  outcome: 'refused',
})

async function begin(
  needs: HttpNeeds,
  tx: Tx,
  { account, audit, agent, user }: Omit<Attempt, 'password' | 'code'> & { user: UserId },
): Promise<SignInAnswer> {
  const { token, signedIn } = await beginSession(needs, tx, { user, address: audit.address, agent })
  await signIns.succeeded(tx, account, user, needs.clock())
  await writeAudit(tx, audit, {
    actor: signedIn.caller,
    tenant: signedIn.caller.tenant,
    subject: { kind: 'session', id: signedIn.session, name: account.email },
    outcome: 'done',
    code: null,
  })
  return { token, me: meView(signedIn, needs.settings) }
}
