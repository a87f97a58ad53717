import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPaddock, PaddockProblem } from '@paddock/sdk'
import { type Cloud, signIn, startCloud } from '@paddock/testing'

const refused = (code: string) => (problem: unknown) => {
  assert.ok(problem instanceof PaddockProblem, String(problem))
  assert.equal(problem.code, code)
  return true
}
/** The secret of the newest letter to somebody, as an operator reads it where no mail server is set. */
async function secretOf({ operator }: Cloud, to: string): Promise<string> {
  const [newest] = (await operator.paddock.mail.list()).items.filter(one => one.to === to)
  const { text } = await operator.paddock.mail.open({ mail: newest?.id ?? '' })
  return /#([\w-]{43})$/m.exec(text)?.[1] ?? ''
}
const countOf = async ({ operator }: Cloud, to: string) =>
  (await operator.paddock.mail.list()).items.filter(one => one.to === to).length
/** Everything that the database holds in clear, as text. */
async function everything({ database }: Cloud): Promise<string> {
  const tables = ['mails', 'invitations', 'password_resets', 'audit', 'idempotency_keys', 'sessions'] as const
  const rows = await database.ofEveryone(tx =>
    Promise.all(tables.map(table => tx.selectFrom(table).selectAll().execute())),
  )
  return JSON.stringify(rows)
}

test('whoever is invited by mail chooses a password and is let in with the role, by a link that is good once and for seven days', async t => {
  let now = Date.now()
  const cloud = await startCloud(t, { hosts: 0, clock: () => new Date(now) })
  const { invitation } = cloud.a.admin.paddock
  const nobody = createPaddock({ baseUrl: cloud.url })
  const ann = { email: 'ann@acme.test', name: 'Ann' }
  await invitation.create({ ...ann, role: 'member' })
  const older = await secretOf(cloud, ann.email)
  await invitation.create({ ...ann, role: 'administrator' }, { idempotencyKey: 'once' })
  await invitation.create({ ...ann, role: 'administrator' }, { idempotencyKey: 'once' })
  assert.equal(await countOf(cloud, ann.email), 2)
  const secret = await secretOf(cloud, ann.email)
  assert.ok(!(await everything(cloud)).includes(secret))
  await assert.rejects(nobody.invitation.look({ secret: older }), refused('not-found'))
  assert.deepEqual(await nobody.invitation.look({ secret }), { tenant: { slug: 'acme', name: 'acme' }, ...ann })
  const password = 'quiet river under glass'
  await assert.rejects(nobody.invitation.accept({ secret, password: 'password123' }), refused('invalid-input'))
  const both = await Promise.allSettled([1, 2].map(() => nobody.invitation.accept({ secret, password })))
  assert.deepEqual(both.map(one => one.status).toSorted(), ['fulfilled', 'rejected'])
  const person = await signIn({ url: cloud.url, tenant: 'acme' }, { email: ann.email, password })
  assert.equal((await person.paddock.session.get()).role, 'administrator')
  await assert.rejects(signIn({ url: cloud.url, tenant: 'globex' }, { email: ann.email, password }))
  await assert.rejects(invitation.create(ann), refused('name-taken'))

  // Taken back, or too old.
  const bob = { email: 'bob@acme.test', name: 'Bob' }
  const { id } = await invitation.create(bob)
  await assert.rejects(cloud.b.admin.paddock.invitation.delete({ invitation: id }), refused('not-found'))
  assert.deepEqual((await cloud.b.admin.paddock.invitation.list()).items, [])
  const bobs = await secretOf(cloud, bob.email)
  await invitation.delete({ invitation: id })
  await assert.rejects(nobody.invitation.accept({ secret: bobs, password }), refused('not-found'))
  await invitation.create(bob)
  const late = await secretOf(cloud, bob.email)
  now += 7 * 24 * 3_600_000 + 1
  await assert.rejects(nobody.invitation.accept({ secret: late, password }), refused('not-found'))
  assert.ok(!JSON.stringify(await everything(cloud)).includes(password))
})

test('a forgotten password is set anew by a link; whoever asks learns of no account, and all sessions end', async t => {
  let now = Date.now()
  const cloud = await startCloud(t, { hosts: 0, clock: () => new Date(now) })
  const nobody = createPaddock({ baseUrl: cloud.url })
  const ann = await cloud.a.person({ name: 'ann' })
  const door = { url: cloud.url, tenant: 'acme' }
  const answers = await Promise.all(
    [ann.email, 'nobody@acme.test'].map(email =>
      fetch(`${cloud.url}/v1/password/forgot`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ tenant: 'acme', email }),
      }).then(async answer => [answer.status, await answer.text()]),
    ),
  )
  assert.deepEqual(answers[0], [204, ''])
  assert.deepEqual(answers[1], answers[0])
  assert.equal(await countOf(cloud, 'nobody@acme.test'), 0)
  // Nobody fills another's mailbox, and another tenant's door knows no such account.
  await nobody.password.forgot({ tenant: 'acme', email: ann.email })
  await nobody.password.forgot({ tenant: 'globex', email: ann.email })
  assert.equal(await countOf(cloud, ann.email), 1)
  const secret = await secretOf(cloud, ann.email)
  assert.ok(!(await everything(cloud)).includes(secret))
  for (let at = 0; at < 5; at += 1) await signIn(door, { ...ann, password: 'wrong' }).catch(() => {})
  await assert.rejects(signIn(door, ann), refused('too-many-attempts'))
  const password = 'quiet river under glass'
  await assert.rejects(nobody.password.reset({ secret, password: 'ann@acme.test' }), refused('invalid-input'))
  assert.deepEqual(await nobody.password.reset({ secret, password }), { tenant: 'acme', email: ann.email })
  await assert.rejects(ann.paddock.session.get(), refused('not-signed-in'))
  await assert.rejects(nobody.password.reset({ secret, password: 'another long password' }), refused('not-found'))
  await signIn(door, { ...ann, password })
  const [record] = (await cloud.a.admin.paddock.audit.list({ action: 'password.reset' })).items
  assert.deepEqual([record?.outcome, record?.actor?.id], ['done', ann.id])

  now += 180_000
  await nobody.password.forgot({ tenant: 'acme', email: ann.email })
  const late = await secretOf(cloud, ann.email)
  now += 3_600_001
  await assert.rejects(nobody.password.reset({ secret: late, password }), refused('not-found'))
})
