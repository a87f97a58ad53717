import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openDatabase } from '@paddock/store'
import { startDatabase, testLibrary } from '@paddock/testing'
import { passwordIs } from '../session/password.ts'
import type { FirstLogin } from './credentials.ts'
import type { StarterLibrary } from './library.ts'
import { seedInstallation } from './seed.ts'

async function begin(t: TestContext) {
  const server = await startDatabase()
  const database = openDatabase({ connectionString: server.url })
  t.after(async () => {
    await database.close()
    await server.stop()
  })
  const seed = (keep: (login: FirstLogin) => Promise<void> = async () => {}, library: StarterLibrary = testLibrary) =>
    seedInstallation({
      database,
      clock: () => new Date(),
      random: bytes => void crypto.getRandomValues(bytes),
      library,
      keep,
    })
  const everything = () =>
    database.ofEveryone(async tx => ({
      users: await tx.selectFrom('users').select(['email', 'password_hash']).orderBy('id').execute(),
      tenants: await tx.selectFrom('tenants').select('slug').execute(),
      projects: await tx.selectFrom('projects').select('name').execute(),
      layers: await tx.selectFrom('layers').select(['id', 'recipe']).orderBy('id').execute(),
      assets: await tx.selectFrom('assets').select(['id', 'name']).execute(),
      templates: await tx.selectFrom('templates').select(['id', 'name', 'version', 'description']).execute(),
    }))
  return { seed, everything }
}

test('the first start makes an operator and a demo tenant, once, however often and however many start', async t => {
  const { seed, everything } = await begin(t)
  const kept: FirstLogin[] = []
  const logins = await Promise.all([1, 2, 3].map(() => seed(async login => void kept.push(login))))
  assert.equal(logins.filter(login => login !== null).length, 1)
  assert.equal(kept.length, 1)
  const first = await everything()
  assert.equal(first.users.length, 2)
  assert.deepEqual(first.tenants, [{ slug: 'demo' }])
  assert.deepEqual(first.projects, [{ name: 'First project' }])
  const [login] = kept
  assert.ok(login && login.operator.password !== login.tenant.password)
  assert.match(login.operator.password, /^([a-z2-9]{4}-){4}[a-z2-9]{4}$/)
  for (const who of [login.operator, login.tenant])
    assert.ok(
      await passwordIs(who.password, first.users.find(user => user.email === who.email)?.password_hash ?? undefined),
    )

  assert.equal(await seed(), null)
  assert.deepEqual(await everything(), first)
})

test('a start that dies between writing the passwords down and making them true begins again', async t => {
  const { seed, everything } = await begin(t)
  const killed = seed(async () => {
    throw new Error('killed')
  })
  await assert.rejects(killed, /killed/)
  assert.equal((await everything()).users.length, 0)
  assert.notEqual(await seed(), null)
})

test('a newer version brings the library up to date and keeps the ids that labs stand on', async t => {
  const { seed, everything } = await begin(t)
  await seed()
  const before = await everything()
  const [template] = testLibrary.templates
  assert.ok(template)
  const newer: StarterLibrary = {
    layers: [...testLibrary.layers, { recipe: 'another', kind: 'disk', format: 'qcow2', parent: 'test-disk' }],
    assets: testLibrary.assets,
    templates: [{ ...template, version: 2, description: 'Better' }],
  }
  await seed(undefined, newer)
  const after = await everything()
  assert.deepEqual(after.templates, [{ ...before.templates[0], version: 2, description: 'Better' }])
  assert.deepEqual(after.assets, before.assets)
  assert.deepEqual(after.layers.slice(0, 2), before.layers)
  assert.equal(after.layers.length, 3)
  // An older version that is started again takes nothing back.
  await seed()
  assert.deepEqual(await everything(), after)
})
