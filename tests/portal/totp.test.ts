import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { createPaddock, type Paddock, PaddockProblem } from '@paddock/sdk'
import { type Cloud, type Person, signIn, startCloud } from '@paddock/testing'
import { Secret, TOTP } from 'otpauth'

const refused = (code: string) => (problem: unknown) => {
  assert.ok(problem instanceof PaddockProblem, String(problem))
  assert.equal(problem.code, code)
  return true
}
/** What the person's device shows. */
const shown = (secret: string, now: number) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now })

const knock = ({ url }: Cloud, { email, password }: Person, code?: string) =>
  createPaddock({ baseUrl: url }).session.create({ tenant: 'acme', email, password, ...(code ? { code } : {}) })

async function setUp(paddock: Paddock, password: string, now: number) {
  const { secret, uri } = await paddock.totp.begin({ password })
  assert.match(uri, /^otpauth:\/\/totp\/Paddock:/)
  const { recoveryCodes } = await paddock.totp.confirm({ code: shown(secret, now) })
  return { secret, recoveryCodes }
}

test('with a second factor a password alone lets nobody in; a code and a recovery code each do, once (BEY-27)', async t => {
  let now = Date.now()
  const keys = [{ name: 'k1', key: randomBytes(32) }]
  const cloud = await startCloud(t, { hosts: 0, clock: () => new Date(now), keys })
  const ann = await cloud.a.person({ name: 'ann' })
  await assert.rejects(ann.paddock.totp.begin({ password: 'wrong' }), refused('wrong-credentials'))
  await ann.paddock.totp.begin({ password: ann.password })
  // Begun and not confirmed: nobody is shut out by a device that was set up wrong.
  await knock(cloud, ann)
  await assert.rejects(ann.paddock.totp.confirm({ code: '000000' }), refused('wrong-credentials'))
  const { secret, recoveryCodes } = await setUp(ann.paddock, ann.password, now)
  assert.equal(recoveryCodes.length, 10)

  await assert.rejects(knock(cloud, ann), refused('code-needed'))
  // The code that turned it on was taken: it is not taken twice.
  await assert.rejects(knock(cloud, ann, shown(secret, now)), refused('wrong-credentials'))
  now += 60_000
  await knock(cloud, ann, shown(secret, now))
  await assert.rejects(knock(cloud, ann, shown(secret, now)), refused('wrong-credentials'))
  const [first = ''] = recoveryCodes
  await knock(cloud, ann, first.toUpperCase())
  await assert.rejects(knock(cloud, ann, first), refused('wrong-credentials'))
  assert.deepEqual(await ann.paddock.totp.get(), { on: true, required: false, recoveryCodesLeft: 9 })
  await assert.rejects(ann.paddock.totp.renew({ password: 'wrong' }), refused('wrong-credentials'))
  const [renewed = ''] = (await ann.paddock.totp.renew({ password: ann.password })).recoveryCodes
  await assert.rejects(knock(cloud, ann, recoveryCodes[1]), refused('wrong-credentials'))
  await knock(cloud, ann, renewed)
  // A wrong password is told in the same words as before: whether there is a second factor is told to whoever has the first.
  await assert.rejects(knock(cloud, { ...ann, password: 'wrong' }), refused('wrong-credentials'))

  // With a newer key all is sealed anew at the next start, and the older key can go.
  const sealedWith = async () =>
    (await cloud.database.ofEveryone(tx => tx.selectFrom('totp').select('sealed_secret').execute())).map(
      row => row.sealed_secret.split('.')[0],
    )
  assert.deepEqual(await sealedWith(), ['k1'])
  keys.push({ name: 'k2', key: randomBytes(32) })
  await cloud.restart()
  assert.deepEqual(await sealedWith(), ['k2'])
  keys.shift()
  await cloud.restart()
  now += 60_000
  await knock(cloud, ann, shown(secret, now))

  // Codes are no place to guess: they count as passwords do.
  const guesses = await Promise.allSettled(Array.from({ length: 8 }, () => knock(cloud, ann, '000000')))
  assert.ok(
    guesses.some(one => one.status === 'rejected' && (one.reason as PaddockProblem).code === 'too-many-attempts'),
  )

  // Neither secret nor codes are in the database in clear.
  const rows = await cloud.database.ofEveryone(tx => tx.selectFrom('totp').selectAll().execute())
  const stored = JSON.stringify(rows.map(row => ({ ...row, recovery_hashes: row.recovery_hashes.map(String) })))
  for (const clear of [secret, ...recoveryCodes]) assert.ok(!stored.includes(clear))
})

test('a tenant may ask everybody for a second factor: without one nothing else can be done, tokens neither', async t => {
  const now = Date.now()
  const cloud = await startCloud(t, { hosts: 0, clock: () => new Date(now) })
  const ann = await cloud.a.person({ name: 'ann', inProject: 'member' })
  const { secret: token } = await ann.paddock.token.create({ name: 'a program' })
  const program = createPaddock({ baseUrl: cloud.url, token })
  await program.project.list()
  await setUp(cloud.a.admin.paddock, cloud.a.admin.password, now)
  await cloud.a.admin.paddock.door.update({ totpRequired: true })
  await cloud.a.admin.paddock.project.list()
  for (const one of [ann.paddock, program, (await signIn({ url: cloud.url, tenant: 'acme' }, ann)).paddock])
    await assert.rejects(one.project.list(), refused('not-allowed'))
  assert.equal((await ann.paddock.session.get()).mustAddTotp, true)
  await setUp(ann.paddock, ann.password, now)
  assert.equal((await ann.paddock.session.get()).mustAddTotp, false)
  await ann.paddock.project.list()
  await program.project.list()
  await assert.rejects(ann.paddock.totp.end({ password: ann.password }), refused('not-now'))
  // Another tenant asks for nothing; its administrator turns nobody's off here; one's own does.
  await cloud.b.admin.paddock.project.list()
  await assert.rejects(cloud.b.admin.paddock.user.endTotp({ user: ann.id }), refused('not-found'))
  await cloud.a.admin.paddock.user.endTotp({ user: ann.id })
  await assert.rejects(ann.paddock.project.list(), refused('not-allowed'))
  const actions = (await cloud.a.admin.paddock.audit.list({ limit: 100 })).items.map(({ action }) => action)
  for (const action of ['totp.begin', 'totp.confirm', 'totp.end', 'user.end-totp']) assert.ok(actions.includes(action))
})
