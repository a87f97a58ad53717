import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { removeTree } from '@paddock/linux'
import { createPaddock } from '@paddock/sdk'
import { signIn, startCloud, until } from '@paddock/testing'

const dayMs = 86_400_000

test('what is older than its tenant keeps it goes, in that tenant alone, and the log is verified as before (AUD-1)', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'paddock-anchor-'))
  t.after(() => removeTree(folder, tmpdir()))
  let now = Date.now()
  const settings = { auditAnchor: join(folder, 'anchor.jsonl') }
  const cloud = await startCloud(t, { hosts: 0, clock: () => new Date(now), settings })
  const { email, password, paddock: atFirst } = cloud.a.admin
  const sealed = (paddock = atFirst) =>
    until('Everything is sealed', async () => {
      const told = await paddock.audit.verify()
      return told.waiting === 0 && told.anchoredThrough === told.through && told.through > 0 ? told : undefined
    })
  await atFirst.project.create({ name: 'Long ago' })
  const others = await cloud.b.admin.paddock.project.create({ name: 'Of others' })
  await sealed()
  assert.deepEqual(await atFirst.audit.retention(), { days: null, revision: 1 })

  now += 40 * dayMs
  const { paddock } = await signIn({ url: cloud.url, tenant: cloud.a.slug }, { email, password })
  await paddock.project.create({ name: 'Today' })
  const before = await sealed(paddock)
  await assert.rejects(paddock.audit.retain({ days: 30 }, { ifMatch: 7 }), { code: 'changed-meanwhile' })
  assert.equal((await paddock.audit.retain({ days: 30 }, { ifMatch: 1 })).days, 30)

  const after = await until('The old ones are gone', async () => {
    const told = await paddock.audit.verify()
    return told.removedThrough > 0 && told.waiting === 0 ? told : undefined
  })
  assert.equal(after.fault, null)
  assert.ok(after.through > before.through)
  const left = await paddock.audit.list({ limit: 200 })
  assert.ok(left.items.every(({ at }) => Date.parse(at) > now - 30 * dayMs))
  assert.ok(left.items.some(({ subject }) => subject?.name === 'Today'))
  const [retain] = (await paddock.audit.list({ action: 'audit.retain', outcome: 'done' })).items
  assert.deepEqual(retain?.changes, [{ field: 'days', before: null, after: '30' }])

  // Nobody else’s, and not again: the groups that are gone have nothing left.
  const { token } = await signIn({ url: cloud.url, tenant: cloud.b.slug }, cloud.b.admin)
  const theirs = createPaddock({ baseUrl: cloud.url, token })
  assert.ok((await theirs.audit.list({ subject: others.id })).items.length === 1)
  await cloud.restart()
  await paddock.project.create({ name: 'After' })
  const again = await sealed(paddock)
  assert.equal(again.removedThrough, after.removedThrough)
  assert.equal(again.fault, null)

  // More than was kept no longer is still noticed: as somebody who has the whole database.
  const youngest = left.items.find(({ subject }) => subject?.name === 'Today')?.id
  await cloud.database.ofEveryone(async tx => {
    const { sql } = await import('kysely')
    await sql`select set_config('paddock.retention', 'on', true)`.execute(tx)
    await sql`delete from audit where id = ${youngest}`.execute(tx)
  })
  assert.equal((await paddock.audit.verify()).fault?.kind, 'removed')
})
