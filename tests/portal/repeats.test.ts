import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { PaddockProblem } from '@paddock/sdk'
import { startCloud } from '@paddock/testing'

const create = (url: string, token: string, { key, name }: { key: string; name: string }) =>
  fetch(`${url}/v1/projects`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ name }),
  }).then(async answer => ({
    status: answer.status,
    text: await answer.text(),
    replayed: answer.headers.get('idempotency-replayed'),
    etag: answer.headers.get('etag'),
  }))

test('a create that is repeated with its key makes one thing, however many ask at once', async t => {
  const cloud = await startCloud(t, { hosts: 0 })
  const { token, paddock } = cloud.a.admin
  const key = randomUUID()
  const answers = await Promise.all(Array.from({ length: 20 }, () => create(cloud.url, token, { key, name: 'Once' })))
  assert.deepEqual(new Set(answers.map(answer => answer.status)), new Set([201]))
  assert.equal(new Set(answers.map(answer => answer.text)).size, 1)
  assert.equal(answers.filter(answer => answer.replayed === null).length, 1)
  assert.deepEqual(new Set(answers.map(answer => answer.etag)), new Set(['"1"']))
  const found = (await paddock.project.list()).items.filter(project => project.name === 'Once')
  assert.equal(found.length, 1)
  assert.equal((await paddock.audit.list({ action: 'project.create' })).items.length, 1)

  const other = await create(cloud.url, token, { key, name: 'Another' })
  assert.equal(other.status, 409)
  assert.equal(JSON.parse(other.text).code, 'key-reused')
  // A key is its person's own.
  const second = await cloud.a.person({ name: 'second', role: 'administrator' })
  assert.equal((await create(cloud.url, second.token, { key, name: 'Hers' })).status, 201)
})

test('a create that was refused leaves its key free', async t => {
  const cloud = await startCloud(t, { hosts: 0 })
  const { token, paddock } = cloud.a.admin
  const key = randomUUID()
  assert.equal((await create(cloud.url, token, { key, name: 'First project' })).status, 409)
  const [first] = (await paddock.project.list()).items
  assert.ok(first)
  await paddock.project.delete({ project: first.id })
  assert.equal((await create(cloud.url, token, { key, name: 'First project' })).status, 201)
})

test('a change that names an old revision is refused, and of two at once one wins', async t => {
  const cloud = await startCloud(t, { hosts: 0 })
  const { paddock, token } = cloud.a.admin
  const project = cloud.a.project
  const changed = (problem: unknown) => problem instanceof PaddockProblem && problem.code === 'changed-meanwhile'
  const update = (description: string, ifMatch?: number | string) =>
    paddock.project.update({ project, description }, ifMatch === undefined ? {} : { ifMatch })
  const both = await Promise.allSettled([update('one', 1), update('two', 1)])
  assert.equal(both.filter(one => one.status === 'fulfilled').length, 1)
  assert.equal((await paddock.project.get({ project })).revision, 2)
  await assert.rejects(update('three', 1), changed)
  await assert.rejects(update('three', '"no-tag-of-ours"'), changed)
  await update('four', '"2"')
  await update('five', 'W/"3"')
  await update('six', '*')
  await update('seven')
  await assert.rejects(paddock.project.delete({ project }, { ifMatch: 1 }), changed)
  const got = await fetch(`${cloud.url}/v1/projects/${project}`, { headers: { authorization: `Bearer ${token}` } })
  assert.equal(got.headers.get('etag'), '"6"')
  for (const header of ['3', '"3", "4"', '""x', 'W/3'])
    await assert.rejects(
      update('eight', header),
      problem => problem instanceof PaddockProblem && problem.code === 'invalid-input',
    )
})

test('pages of a list hold every row once, whatever comes meanwhile; a made-up cursor is refused', async t => {
  const cloud = await startCloud(t, { hosts: 0 })
  const { paddock } = cloud.a.admin
  const names = Array.from({ length: 7 }, (_, at) => `Project ${at}`)
  for (const name of names) await paddock.project.create({ name })
  const first = await paddock.project.list({ limit: 3 })
  await paddock.project.create({ name: 'Came meanwhile' })
  const seen = first.items.map(project => project.name)
  let cursor = first.nextCursor
  while (cursor) {
    const page = await paddock.project.list({ limit: 3, cursor })
    seen.push(...page.items.map(project => project.name))
    cursor = page.nextCursor
  }
  assert.deepEqual(seen, [...names.toReversed(), 'First project'])
  for (const wrong of ['x', 'AAAA', Buffer.from("' or 1=1").toString('base64url')])
    await assert.rejects(
      paddock.project.list({ cursor: wrong }),
      problem => problem instanceof PaddockProblem && problem.code === 'invalid-input',
    )
})
