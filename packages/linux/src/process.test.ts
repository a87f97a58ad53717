import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { endProcess, findProcesses, processAlive, processIdentity, processWords } from './process.ts'

test('a process is known by its number and its birth, and is gone once it ended', async () => {
  const child = spawn('sleep', ['61.5'])
  await once(child, 'spawn')
  const identity = processIdentity(child.pid ?? 0)
  assert.ok(identity)
  assert.deepEqual(processWords(identity.pid), ['sleep', '61.5'])
  assert.deepEqual(
    findProcesses(words => words.includes('61.5')).map(found => found.identity),
    [identity],
  )
  assert.equal(processAlive(identity), true)
  assert.equal(processAlive({ ...identity, startTicks: identity.startTicks - 1 }), false)
  await endProcess({ ...identity, startTicks: identity.startTicks - 1 })
  assert.equal(processAlive(identity), true, 'a stranger with the same number is left alone')
  await endProcess(identity)
  await endProcess(identity)
  assert.equal(processAlive(identity), false)
})

test('a process that does not listen is killed', async () => {
  const child = spawn('sh', ['-c', 'trap "" TERM; echo ready; while :; do sleep 0.05; done'])
  await once(child.stdout, 'data')
  const identity = processIdentity(child.pid ?? 0)
  assert.ok(identity)
  await endProcess(identity, { graceMs: 50 })
  assert.equal(processAlive(identity), false)
})
