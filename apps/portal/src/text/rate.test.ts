import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rate, shortRate } from './rate.ts'

test('a rate has three figures at most where there is little room', () => {
  const rates = [0, 999, 1_000, 1_023, 1_024, 250 * 1_024, 1_010 * 1_024, 5 * 1024 ** 2]
  assert.deepEqual(rates.map(shortRate), ['0 B', '999 B', '1 K', '1 K', '1 K', '250 K', '1 M', '5 M'])
  assert.equal(rate(250 * 1_024), '250 KiB/s')
})
