import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesWords, memoryWords } from './quantity.ts'

test('sizes are said in the unit that fits them, with a decimal only below ten', () => {
  assert.deepEqual([0, 1_023, 1_536, 10 * 1_024 + 700, 5 * 1024 ** 3, 3 * 1024 ** 4].map(bytesWords), [
    '0 B',
    '1023 B',
    '1.5 KiB',
    '11 KiB',
    '5 GiB',
    '3 TiB',
  ])
  assert.equal(memoryWords(396_352), '387 GiB')
})
