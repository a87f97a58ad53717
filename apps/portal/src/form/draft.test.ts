import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changesOf, movedOf } from './draft.ts'

const begun = { values: { name: 'web', cores: 1 }, revision: 1, typed: { cores: 4 } }

test('only what differs from the thing as it is now is sent', () => {
  assert.deepEqual(changesOf({ name: 'web', cores: 4 }, { name: 'web', cores: 1 }), { cores: 4 })
  assert.deepEqual(changesOf({ cores: 4 }, { name: 'web', cores: 4 }), {})
})

test('what somebody else changed while one typed is named, also where one typed nothing', () => {
  assert.deepEqual(movedOf(begun, { name: 'shop', cores: 1 }), ['name'])
  assert.deepEqual(movedOf(begun, { name: 'web', cores: 2 }), ['cores'])
  assert.deepEqual(movedOf(begun, { name: 'web', cores: 1 }), [])
})
