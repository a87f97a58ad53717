import assert from 'node:assert/strict'
import { test } from 'node:test'
import { byteCount, wholeNumber } from './flag.ts'

test('sizes are in powers of 1,024 and say their unit', () => {
  for (const [written, bytes] of [
    ['512', 512],
    ['1k', 1024],
    ['512M', 512 * 1024 ** 2],
    ['1.5G', 1.5 * 1024 ** 3],
    ['10GiB', 10 * 1024 ** 3],
    ['2 TB', 2 * 1024 ** 4],
  ] as const)
    assert.equal(byteCount(written), bytes, written)
})

test('what is no amount is refused', () => {
  for (const written of ['', 'G', '-1', '1e3', '10Q', '0x10', ' 1'])
    assert.throws(() => byteCount(written), /amount/, written)
  for (const written of ['', '-1', '1.5', 'one', '9'.repeat(16)])
    assert.throws(() => wholeNumber(written), /whole/, written)
})
