import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressGuard } from './guessing.ts'

test('an address is counted by what one customer has of them', () => {
  const cases: [address: string, of: string][] = [
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ]
  for (const [address, of] of cases) assert.equal(addressGuard(address).of, of)
})
