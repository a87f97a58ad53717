import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kept } from './useStill.ts'

const item = (id: string, state = 'stopped') => ({ id, state })

test('under the pointer nothing jumps: changed items stay in place, new ones come last, gone ones stay', () => {
  const before = [item('a'), item('b'), item('c')]
  const all = [item('d'), item('c', 'running'), item('a')]
  const { items, gone } = kept(before, { wanted: [item('d'), item('a')], all })
  assert.deepEqual(items, [item('a'), item('b'), item('c', 'running'), item('d')])
  assert.deepEqual([...gone], ['b'])
})
