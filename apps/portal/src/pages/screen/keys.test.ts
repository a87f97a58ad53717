import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keyOf, keys, typedBetween } from './keys.ts'

test('a character becomes the key that X11 numbers it by', () => {
  assert.equal(keyOf('a').keysym, 0x61)
  assert.equal(keyOf('ü').keysym, 0xfc)
  assert.equal(keyOf('€').keysym, 0x10020ac)
  assert.equal(keyOf('😀').keysym, 0x101f600)
  assert.equal(keyOf('\n'), keys.enter)
})

test('what an on-screen keyboard changes in a field is what is typed in the guest', () => {
  for (const [before, after, taken, put] of [
    ['', 'a', 0, 'a'],
    ['__', '_', 1, ''],
    ['__teh', '__the', 2, 'he'],
    ['__ls', '__ls -l', 0, ' -l'],
    ['__', '', 2, ''],
  ] as const)
    assert.deepEqual(typedBetween(before, after), { taken, put })
})
