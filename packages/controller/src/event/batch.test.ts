import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { LabId } from '@paddock/model'
import type { Change } from '@paddock/store'
import { type Batch, gather } from './batch.ts'

const change = (id: string, gone = false): Change => ({ kind: 'lab', id: id as LabId, tenant: null, gone })

test('changes that come together are handed on together, each thing once; one that is gone stays gone', async () => {
  const batches: Batch[] = []
  const gathered = gather(5, async batch => void batches.push(batch))
  for (let at = 0; at < 100; at += 1) gathered.add(change('a'))
  gathered.add(change('b', true))
  gathered.add(change('b'))
  await pause(30)
  gathered.add(change('c'))
  await pause(30)
  await gathered.close()
  assert.deepEqual(
    batches.map(batch => batch.map(({ id, gone }) => [id, gone])),
    [
      [
        ['a', false],
        ['b', true],
      ],
      [['c', false]],
    ],
  )
})

test('one batch waits for the one before it', async () => {
  let running = 0
  const sizes: number[] = []
  const gathered = gather(1, async batch => {
    running += 1
    assert.equal(running, 1)
    await pause(20)
    sizes.push(batch.length)
    running -= 1
  })
  gathered.add(change('a'))
  await pause(10)
  gathered.add(change('b'))
  gathered.add(change('c'))
  await pause(80)
  await gathered.close()
  assert.deepEqual(sizes, [1, 2])
})
