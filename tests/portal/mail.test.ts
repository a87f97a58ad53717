import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { PaddockProblem } from '@paddock/sdk'
import { startCloud, until } from '@paddock/testing'
import { startMailServer } from './support/mail-server.ts'

const refused = (code: string) => (problem: unknown) => {
  assert.ok(problem instanceof PaddockProblem, String(problem))
  assert.equal(problem.code, code)
  return true
}
const alone = join(import.meta.dirname, 'support/controller-alone.ts')
const ann = { email: 'ann@acme.test', name: 'Ann' }
const longMs = 2 * 3_600_000

test('a letter is handed over again when it was refused, once it was taken no more, and what it said is forgotten then', async t => {
  let now = Date.now()
  const server = await startMailServer(t)
  const settings = { smtpUrl: server.url, mailFrom: 'Paddock <labs@paddock.test>', publicUrl: 'https://labs.test' }
  const cloud = await startCloud(t, { hosts: 0, clock: () => new Date(now), settings })
  server.mood = 'refuses'
  await cloud.a.admin.paddock.invitation.create(ann)
  const { mail } = cloud.operator.paddock
  await until('the refusal is noted', async () => (await mail.list()).items.find(one => one.trouble !== null))
  assert.match((await mail.list()).items[0]?.trouble ?? '', /come back later/)
  assert.deepEqual(server.letters, [])
  server.mood = 'takes'
  now += longMs
  await cloud.restart()
  const [sent] = await until('the letter is sent', async () => {
    const { items } = await mail.list()
    return items[0]?.state === 'sent' ? items : undefined
  })
  assert.equal(sent?.tries, 2)
  assert.equal(sent?.trouble, null)
  assert.equal(server.letters.length, 1)
  const [letter = ''] = server.letters
  for (const part of ['From: Paddock <labs@paddock.test>', 'To: ann@acme.test', 'Subject: You are invited to acme'])
    assert.ok(letter.includes(part), letter)
  assert.match(letter.replaceAll('=\r\n', ''), /https:\/\/labs\.test\/invitation#[\w-]{43}/)
  // With a mail server nobody reads other people's letters.
  await assert.rejects(mail.open({ mail: sent?.id ?? '' }), refused('not-now'))
  const rows = await cloud.database.ofEveryone(tx => tx.selectFrom('mails').selectAll().execute())
  assert.deepEqual(
    rows.map(row => row.sealed_text),
    [null],
  )
  await assert.rejects(cloud.a.admin.paddock.mail.list(), refused('not-allowed'))
})

test('a letter outlives the controller that was killed while it handed it over', async t => {
  let now = Date.now()
  const server = await startMailServer(t)
  const keys = [{ name: 'test', key: randomBytes(32) }]
  const cloud = await startCloud(t, { hosts: 0, clock: () => new Date(now), keys })
  await cloud.a.admin.paddock.invitation.create(ann)
  server.mood = 'is silent'
  const env = { ...process.env, PADDOCK_TEST_KEY: keys[0]?.key.toString('base64') }
  const child = spawn(process.execPath, [alone, cloud.databaseUrl, server.url], { env, stdio: 'inherit' })
  await until('the letter is with the server', () => server.letters[0], { withinMs: 60_000 })
  child.kill('SIGKILL')
  await once(child, 'exit')
  server.mood = 'takes'
  const again = spawn(process.execPath, [alone, cloud.databaseUrl, server.url, String(longMs)], {
    env,
    stdio: 'inherit',
  })
  t.after(async () => {
    again.kill('SIGKILL')
    await once(again, 'exit')
  })
  now += longMs
  await until(
    'another sends it',
    async () => (await cloud.operator.paddock.mail.list()).items.find(one => one.state === 'sent'),
    { withinMs: 60_000 },
  )
  // The reader's mail program can tell that it is the same one.
  const ids = server.letters.map(letter => /^Message-ID: (.*)\r$/m.exec(letter)?.[1])
  assert.equal(ids.length, 2)
  assert.equal(ids[0], ids[1])
})
