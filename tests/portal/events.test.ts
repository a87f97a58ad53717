import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { LabEvent, LiveEvent, Paddock } from '@paddock/sdk'
import { startCloud, until } from '@paddock/testing'

/** Watches as the portal does, until the test ends. */
function watch(t: TestContext, paddock: Paddock, lastEventId?: string) {
  const events: LiveEvent[] = []
  const stop = new AbortController()
  t.after(() => stop.abort())
  let connection = 'lost'
  let failure: unknown
  const options = {
    signal: stop.signal,
    onConnection: (now: string) => {
      connection = now
    },
    ...(lastEventId === undefined ? {} : { lastEventId }),
  }
  const done = (async () => {
    for await (const event of paddock.event.watch({}, options)) events.push(event)
  })().catch(problem => {
    failure = problem
  })
  return {
    events,
    done,
    open: () => until('The stream opens', () => (connection === 'open' ? true : undefined)),
    failure: () => failure,
    sees: (what: string, match: (event: LiveEvent) => boolean) =>
      until(what, () => events.find(match), { seen: () => events.map(event => event.kind) }),
    stop: () => stop.abort(),
  }
}

test('people see what changes within a second, each what they may see and nothing else (BEY-31)', async t => {
  const cloud = await startCloud(t)
  const member = await cloud.a.person({ name: 'mia', inProject: 'member' })
  const outsider = await cloud.a.person({ name: 'otto' })
  const [admin, mia, otto, other, operator] = [
    watch(t, cloud.a.admin.paddock),
    watch(t, member.paddock),
    watch(t, outsider.paddock),
    watch(t, cloud.b.admin.paddock),
    watch(t, cloud.operator.paddock),
  ]
  for (const stream of [admin, mia, otto, other, operator]) await stream.open()

  const lab = await cloud.lab({ name: 'Seen' })
  const begun = performance.now()
  await lab.start()
  const running = (event: LiveEvent) => event.kind === 'lab' && event.lab.id === lab.id && event.lab.state === 'running'
  await admin.sees('The administrator sees the lab run', running)
  t.diagnostic(`seen after ${Math.round(performance.now() - begun)} ms`)
  await mia.sees('The member sees the lab run', running)
  await lab.delete()
  await admin.sees('The lab goes', event => event.kind === 'lab-gone' && event.labId === lab.id)
  await operator.sees('The operator sees hosts', event => event.kind === 'host')

  const labEvents = (events: LiveEvent[]) => events.filter(event => event.kind === 'lab')
  assert.deepEqual(labEvents(otto.events), [])
  assert.deepEqual(labEvents(other.events), [])
  assert.deepEqual(labEvents(operator.events), [])
  assert.ok(!JSON.stringify(other.events).includes(lab.id))
  const numbers = admin.events.map(event => event.sequence)
  assert.deepEqual(
    numbers,
    numbers.toSorted((a, b) => a - b),
  )

  // A role that is new changes what is seen at once.
  await cloud.a.admin.paddock.project.admit({ project: cloud.a.project, user: outsider.id, role: 'member' })
  await otto.sees('The new member is told to look again', event => event.kind === 'reload')
  const second = await cloud.lab({ name: 'For all' })
  await otto.sees('The new member sees labs', event => event.kind === 'lab' && event.lab.id === second.id)
})

test('a stream that broke goes on behind the last event, and says so when it can’t', async t => {
  const cloud = await startCloud(t)
  const { token } = cloud.a.admin
  const open = async (last?: string) => {
    const stop = new AbortController()
    t.after(() => stop.abort())
    const headers = { authorization: `Bearer ${token}`, ...(last === undefined ? {} : { 'last-event-id': last }) }
    const response = await fetch(`${cloud.url}/v1/events`, { headers, signal: stop.signal })
    let text = ''
    const reading = (async () => {
      for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString()
    })().catch(() => {})
    return {
      text: () => text,
      // The audit log tells of labs too.
      hasLab: (name: string) => new RegExp(`^data: \\{"kind":"lab".*"${name}"`, 'm').test(text),
      until: (what: string, look: () => boolean) => until(what, () => look() || undefined, { seen: () => text }),
      lastId: () => [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1],
      end: async () => {
        stop.abort()
        await reading
      },
    }
  }
  const first = await open()
  await cloud.lab({ name: 'Before' })
  await first.until('It tells of the first lab', () => first.hasLab('Before'))
  const last = first.lastId()
  await first.end()
  // Nobody watches now, as while a page is reloaded.
  await cloud.lab({ name: 'Meanwhile' })

  const again = await open(last)
  await again.until('It tells of the second', () => again.hasLab('Meanwhile'))
  assert.ok(!again.hasLab('Before') && !again.text().includes('reload'), again.text())
  for (const unknown of ['nonsense', 'abcdef123456-1', '']) {
    const stream = await open(unknown)
    if (unknown !== '') await stream.until('It says so', () => stream.text().includes('"reload"'))
    await stream.end()
  }
  await again.end()
})

test('streams end with their session, within two seconds', async t => {
  const cloud = await startCloud(t)
  const person = await cloud.a.person({ name: 'ann', inProject: 'member' })
  const stream = watch(t, person.paddock)
  await stream.open()
  await cloud.a.admin.paddock.user.update({ user: person.id, disabled: true })
  const begun = performance.now()
  await stream.done
  assert.ok(performance.now() - begun < 2_000)
  assert.match(String(stream.failure()), /Sign in first/)
})

test('one lab is streamed whole, from its first state to its end', async t => {
  const cloud = await startCloud(t)
  const lab = await cloud.lab()
  const events: LabEvent[] = []
  const watched = (async () => {
    for await (const event of cloud.a.admin.paddock.lab.watch({ lab: lab.id })) events.push(event)
  })()
  await until('The lab is there', () => events[0])
  await lab.start()
  await until('The lab is seen running', () =>
    events.find(event => event.kind === 'lab' && event.lab.state === 'running'),
  )
  await lab.delete()
  await watched
  const states = events.map(event => (event.kind === 'lab' ? event.lab.state : event.kind))
  assert.equal(states[0], 'stopped')
  assert.equal(states.at(-1), 'lab-gone')
})

test('after the database was away, watchers are told to look again', async t => {
  const cloud = await startCloud(t)
  const stream = watch(t, cloud.a.admin.paddock)
  await stream.open()
  await cloud.database.pool.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and usename = current_user and datname = current_database()',
  )
  await stream.sees('The stream says reload', event => event.kind === 'reload')
  const lab = await cloud.lab({ name: 'Afterwards' })
  await stream.sees('Changes are heard again', event => event.kind === 'lab' && event.lab.id === lab.id)
})
