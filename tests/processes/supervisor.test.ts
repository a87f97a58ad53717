import assert from 'node:assert/strict'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { findUser } from '@paddock/linux'
import { databaseProcesses, dataFolder, type Paddockd, pidsOf, startPaddockd, until } from './paddockd.ts'

async function started(data: string): Promise<Paddockd> {
  const paddockd = await startPaddockd(data)
  assert.match(paddockd.printed(), /Paddock is at http:/)
  return paddockd
}

async function controllerSays(
  paddockd: Paddockd,
): Promise<{ uid: number; groups: number[]; role: string; pid: number }> {
  const answer = await fetch(paddockd.address())
  return JSON.parse(await answer.text())
}

test('one command starts database, controller and host, and only the unprivileged controller listens', async t => {
  const data = await dataFolder(t, { used: false })
  const paddockd = await started(data)
  const user = await findUser('paddock')
  const says = await controllerSays(paddockd)
  assert.deepEqual(
    { uid: says.uid, groups: says.groups, role: says.role },
    { uid: user?.uid, groups: [user?.gid], role: 'paddock' },
  )
  const [host = 0] = pidsOf(data, 'host')
  assert.equal((await stat(`/proc/${host}`)).uid, 0)
  // Nothing of root's is left to the process that listens, and nothing can be gained.
  const status = await readFile(`/proc/${says.pid}/status`, 'utf8')
  for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
    assert.match(status, new RegExp(`^${set}:\\s0{16}$`, 'm'))
  assert.match(status, /^NoNewPrivs:\s1$/m)
  const parts: [string, number, number][] = [
    ['controller', user?.uid ?? -1, 0o700],
    ['run/controller', user?.uid ?? -1, 0o700],
    ['run/screens', 0, 0o710],
    ['host', 0, 0o700],
    ['run/host', 0, 0o700],
  ]
  for (const [part, uid, mode] of parts) {
    const entry = await stat(`${data}/${part}`)
    assert.deepEqual([part, entry.uid, entry.mode & 0o777], [part, uid, mode])
  }
})

test('SIGTERM stops host, controller and database in this order, and leaves no process behind', async t => {
  const data = await dataFolder(t)
  const paddockd = await started(data)
  paddockd.child.kill('SIGTERM')
  assert.equal(await paddockd.ended, 0)
  assert.deepEqual(
    paddockd.log.filter(line => line.msg === 'service stops').map(line => line.service),
    ['host', 'controller', 'database'],
  )
  assert.deepEqual(
    paddockd.log.filter(line => line.msg === 'process stops').map(line => [line.process, line.reason]),
    [
      ['host', 'SIGTERM'],
      ['controller', 'SIGTERM'],
    ],
  )
  assert.deepEqual([pidsOf(data, 'host'), pidsOf(data, 'controller'), databaseProcesses(data)], [[], [], []])
})

test('a second start on the same data folder is refused with a sentence, and the first goes on', async t => {
  const data = await dataFolder(t)
  const first = await started(data)
  const second = await startPaddockd(data)
  assert.equal(await second.ended, 1)
  assert.match(
    second.printed(),
    new RegExp(`Paddock already runs on the data folder ${data} \\(process ${first.child.pid}\\)`),
  )
  assert.equal((await controllerSays(first)).role, 'paddock')
})

for (const program of ['controller', 'host'] as const)
  test(`a ${program} that is killed is started again, and the others stay`, async t => {
    const data = await dataFolder(t)
    const paddockd = await started(data)
    const others = program === 'host' ? pidsOf(data, 'controller') : pidsOf(data, 'host')
    const [pid = 0] = pidsOf(data, program)
    process.kill(pid, 'SIGKILL')
    await until(
      'a new one is up',
      () => paddockd.log.filter(line => line.process === program && line.msg === 'process is up').length === 2,
    )
    const [again] = pidsOf(data, program)
    assert.notEqual(again, pid)
    assert.deepEqual(program === 'host' ? pidsOf(data, 'controller') : pidsOf(data, 'host'), others)
    assert.equal((await controllerSays(paddockd)).role, 'paddock')
  })

test('a database that is killed is started again', async t => {
  const data = await dataFolder(t)
  const paddockd = await started(data)
  process.kill(databaseProcesses(data)[0] ?? 0, 'SIGKILL')
  await until('a new one is up', () => paddockd.log.filter(line => line.msg === 'database is up').length === 2)
})

test('kill -9 of the supervisor ends its whole set, and the next start runs alone', async t => {
  const data = await dataFolder(t)
  const first = await started(data)
  const before = [...pidsOf(data, 'controller'), ...pidsOf(data, 'host'), ...databaseProcesses(data)]
  first.child.kill('SIGKILL')
  const second = await started(data)
  const now = [...pidsOf(data, 'controller'), ...pidsOf(data, 'host')]
  assert.equal(now.length, 2)
  assert.deepEqual(
    now.filter(pid => before.includes(pid)),
    [],
  )
  assert.equal((await controllerSays(second)).role, 'paddock')
})

test('a controller that hangs when its supervisor dies is ended by the next start', async t => {
  const data = await dataFolder(t)
  const first = await started(data)
  const [stuck = 0] = pidsOf(data, 'controller')
  void fetch(`${first.address()}/hang`).catch(() => {})
  await until(
    'it hangs',
    async () => !(await fetch(first.address(), { signal: AbortSignal.timeout(200) }).catch(() => null)),
  )
  first.child.kill('SIGKILL')
  const second = await started(data)
  assert.ok(second.log.some(line => line.msg === 'a process of an earlier supervisor is ended' && line.pid === stuck))
  assert.ok(!pidsOf(data, 'controller').includes(stuck))
})

test('when the host can’t start, Paddock says why, and leaves nothing running', async t => {
  const data = await dataFolder(t)
  const first = await startPaddockd(data)
  first.child.kill('SIGTERM')
  await first.ended
  await writeFile(`${data}/host/broken`, '')
  const second = await startPaddockd(data)
  assert.equal(await second.ended, 1)
  assert.match(second.printed(), /The host did not start: the test broke it/)
  assert.deepEqual([pidsOf(data, 'host'), pidsOf(data, 'controller'), databaseProcesses(data)], [[], [], []])
})
