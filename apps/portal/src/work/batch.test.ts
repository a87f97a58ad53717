import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runBatch, stopBatch } from './batch.ts'

const part = (name: string, run: () => Promise<unknown> = async () => {}) => ({ name, run })

test('a batch asks everything, some at once, and tells what failed', async () => {
  let running = 0
  let most = 0
  const run = async () => {
    running += 1
    most = Math.max(most, running)
    await new Promise(resolve => setTimeout(resolve, 1))
    running -= 1
  }
  const parts = Array.from({ length: 30 }, (_, at) =>
    part(`lab ${at}`, at === 7 ? () => Promise.reject(new Error('no')) : run),
  )
  const batch = await runBatch('Start 30 labs', parts)
  assert.deepEqual([batch.done, batch.total, batch.over], [30, 30, true])
  assert.deepEqual(
    batch.failures.map(each => each.name),
    ['lab 7'],
  )
  assert.equal(most, 6)
})

test('a batch that is stopped asks no more', async () => {
  let asked = 0
  const parts = Array.from({ length: 20 }, (_, at) =>
    part(`lab ${at}`, async () => {
      asked += 1
      // Ids count up: the batch before this one was the first of this file.
      stopBatch(2)
    }),
  )
  const batch = await runBatch('Start 20 labs', parts)
  assert.equal(batch.over, true)
  assert.ok(asked <= 6, `${asked} were asked`)
})
