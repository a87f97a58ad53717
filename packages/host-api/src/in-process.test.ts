import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { Problem, type RunId } from '@paddock/model'
import type { HostCall } from './call.ts'
import { fakeHost } from './fake-host.ts'
import { linkInProcess } from './in-process.ts'
import type { HostLink } from './link.ts'
import type { Report } from './report.ts'

const run = '018f0000-0000-7000-8000-0000000000aa' as RunId
const exec: HostCall = { method: 'exec', run, command: ['true'], input: '', timeoutSeconds: 1 }

function begin() {
  const host = fakeHost()
  const links: HostLink[] = []
  const reports: Report[] = []
  const wire = linkInProcess({
    host,
    events: {
      joined: link => links.push(link),
      reported: (_link, report) => reports.push(report),
      left: () => links.pop(),
    },
  })
  const [link] = links
  assert.ok(link)
  return { host, links, reports, wire, link }
}

test('what passes in one process passes through its schema, as on a wire', async () => {
  const { host, link } = begin()
  const assignment = {
    host: host.hello.host,
    generation: 1,
    layers: [],
    volumes: [],
    fences: [],
    machines: [],
    snapshots: [],
  }
  await link.assign(assignment)
  assert.deepEqual(host.assigned, [assignment])
  assert.notEqual(host.assigned[0], assignment)
  await assert.rejects(link.assign({ ...assignment, generation: -1 }))
})

test('a problem keeps its code and loses its cause', async () => {
  const { host, link } = begin()
  host.answer = async () => {
    throw new Problem('no-agent', 'It does not answer.', { cause: new Error('inside') })
  }
  await assert.rejects(link.call(exec), (cause: Problem) => cause.code === 'no-agent' && cause.cause === undefined)
})

test('a cut fails what is under way and ends streams; joined again it is another link', async () => {
  const { host, link, links, wire } = begin()
  host.answer = () => new Promise(() => {})
  const stream = await link.openStream({ kind: 'serial', run })
  const refused = assert.rejects(link.call(exec), { code: 'host-unreachable' })
  wire.cut()
  await refused
  assert.ok(stream.destroyed)
  await assert.rejects(link.call(exec), { code: 'host-unreachable' })
  wire.join()
  assert.equal(links.length, 1)
  assert.notEqual(links[0], link)
})

test('a slow link delivers late and in order', async () => {
  const { host, reports, wire } = begin()
  await new Promise(resolve => setImmediate(resolve))
  wire.delay(20)
  for (const generation of [1, 2, 3]) host.reportNow(generation)
  assert.equal(reports.length, 1)
  while (reports.length < 4) await new Promise(resolve => setTimeout(resolve, 5))
  assert.deepEqual(
    reports.map(({ generation }) => generation),
    [0, 1, 2, 3],
  )
})

test('a stream carries bytes both ways, and its end', async () => {
  const { host, link } = begin()
  const near = await link.openStream({ kind: 'serial', run })
  const [far] = host.streams
  assert.ok(far)
  near.write('there')
  assert.equal(String((await once(far, 'data'))[0]), 'there')
  far.write('back')
  assert.equal(String((await once(near, 'data'))[0]), 'back')
  far.end()
  await once(near, 'end')
})
