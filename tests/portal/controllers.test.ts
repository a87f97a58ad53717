import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { createController, secretsWith } from '@paddock/controller'
import { linkInProcess, noLog } from '@paddock/host-api'
import { createPaddock, type LiveEvent, PaddockProblem } from '@paddock/sdk'
import { openDatabase } from '@paddock/store'
import { type Cloud, startCloud, until } from '@paddock/testing'

/** A second controller on the same database, which the hosts have joined too. */
async function another(t: TestContext, cloud: Cloud): Promise<string> {
  const database = openDatabase({ connectionString: cloud.databaseUrl })
  const controller = await createController({
    database,
    log: noLog,
    secrets: secretsWith([{ name: 'test', key: Buffer.alloc(32) }]),
    settings: { checkAnswers: true },
  })
  const links = cloud.hosts.map(({ host }) => linkInProcess({ host, events: controller.hosts }))
  t.after(async () => {
    for (const link of links) link.close()
    await controller.close()
    await database.close()
  })
  return controller.listen({ host: '127.0.0.1', port: 0 })
}

test('two controllers are one installation: sessions, events, keys and labs are the same at both', async t => {
  const cloud = await startCloud(t)
  const url = await another(t, cloud)
  const { token } = cloud.a.admin
  const there = createPaddock({ baseUrl: url, token })
  const events: LiveEvent[] = []
  const stop = new AbortController()
  let opened = false
  const onConnection = (now: string) => {
    opened = now === 'open'
  }
  const watching = (async () => {
    for await (const event of there.event.watch({}, { signal: stop.signal, onConnection })) events.push(event)
  })().catch((problem: unknown) => problem)
  await until('The stream opens', () => opened || undefined)

  const lab = await cloud.lab({ vms: 2 })
  await there.lab.start({ lab: lab.id })
  await lab.becomes('running')
  await until('The other controller tells of it', () =>
    events.find(event => event.kind === 'lab' && event.lab.id === lab.id && event.lab.state === 'running'),
  )

  const idempotencyKey = randomUUID()
  const made = await Promise.all(
    [there, cloud.a.admin.paddock, there, cloud.a.admin.paddock].map(paddock =>
      paddock.project.create({ name: 'Once' }, { idempotencyKey }),
    ),
  )
  assert.equal(new Set(made.map(project => project.id)).size, 1)

  await cloud.a.admin.paddock.session.delete()
  const end = await watching
  assert.ok(end instanceof PaddockProblem && end.code === 'not-signed-in', String(end))
  stop.abort()
})
