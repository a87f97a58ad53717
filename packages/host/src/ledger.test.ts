import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { noLog } from '@paddock/host-api'
import type { HostId, RunId } from '@paddock/model'
import { folderLedger } from './ledger.ts'
import { type RunRecord, strayMachine } from './record.ts'

const host = '018f0000-0000-7000-8000-000000000001' as HostId
const run = '018f0000-0000-7000-8000-0000000000aa' as RunId
const assignment = { host, generation: 3, layers: [], volumes: [], fences: [], machines: [], snapshots: [] }
const record: RunRecord = {
  run,
  phase: 'running',
  bootId: 'boot',
  startedAt: null,
  machine: strayMachine(run),
  end: null,
}

async function someFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'paddock-ledger-'))
  t.after(() => rm(folder, { recursive: true }))
  return join(folder, 'ledger')
}

test('a ledger gives back what was kept, also to the next daemon', async t => {
  const folder = await someFolder(t)
  const ledger = folderLedger({ log: noLog }, folder)
  assert.equal(await ledger.assignment(), null)
  assert.deepEqual(await ledger.runs(), [])
  await ledger.keepAssignment(assignment)
  await ledger.keepRun(record)
  const next = folderLedger({ log: noLog }, folder)
  assert.deepEqual(await next.assignment(), assignment)
  assert.deepEqual(await next.runs(), [record])
  await next.forgetRun(run)
  await next.forgetRun(run)
  assert.deepEqual(await next.runs(), [])
})

test('what is in a ledger may be read by its owner only', async t => {
  const folder = await someFolder(t)
  await folderLedger({ log: noLog }, folder).keepAssignment(assignment)
  assert.equal((await stat(join(folder, 'assignment.json'))).mode & 0o777, 0o600)
  assert.equal((await stat(folder)).mode & 0o777, 0o700)
})

for (const [name, text] of [
  ['cut short', '{"host":'],
  ['of another shape', '{"host":"x","generation":-1}'],
] as const)
  test(`a ledger that is ${name} is said and set aside, never deleted`, async t => {
    const folder = await someFolder(t)
    await mkdir(join(folder, 'runs'), { recursive: true })
    await writeFile(join(folder, 'assignment.json'), text)
    await writeFile(join(folder, 'runs', `${run}.json`), text)
    const said: string[] = []
    const ledger = folderLedger({ log: { ...noLog, error: (_fields, event) => said.push(event) } }, folder)
    assert.equal(await ledger.assignment(), null)
    assert.deepEqual(await ledger.runs(), [])
    assert.equal(said.length, 2)
    const [aside] = (await readdir(folder)).filter(file => file.includes('unreadable'))
    assert.equal(await readFile(join(folder, aside ?? ''), 'utf8'), text)
    assert.deepEqual(await ledger.runs(), [], 'what was set aside is not read again')
  })

test('a file that was half written when the daemon died is not taken for the ledger, and does not stay', async t => {
  const folder = await someFolder(t)
  const ledger = folderLedger({ log: noLog }, folder)
  await ledger.keepAssignment(assignment)
  await ledger.keepRun(record)
  await writeFile(join(folder, 'assignment.json.1-1.new'), '{')
  await writeFile(join(folder, 'runs', `${run}.json.1-1.new`), '{')
  assert.deepEqual(await ledger.assignment(), assignment)
  assert.deepEqual(await ledger.runs(), [record])
  assert.deepEqual(await readdir(folder), ['assignment.json', 'runs'])
  assert.deepEqual(await readdir(join(folder, 'runs')), [`${run}.json`])
})
